package dev.diptych.nn.cuda.device;

/** A matrix product for which an algorithm has been chosen. */
public interface Product {
    /** How often its tiles fill the device, by the library's estimate: below 1, some multiprocessors have none. */
    double waves();
}
