package dev.diptych.ingest.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
final class ConveyorTest {
    @Test
    void givesResultsInTheOrderInWhichTheWorkWentIn() throws InterruptedException {
        SplittableRandom random = new SplittableRandom(5);
        List<Integer> taken = new ArrayList<>();
        try (Conveyor<Integer> conveyor = new Conveyor<>("test", 4, 16, 100)) {
            Thread producer = new Thread(() -> {
                for (int i = 0; i < 500; i++) {
                    int number = i;
                    int spins = random.nextInt(20_000);
                    if (i % 7 == 0) {
                        conveyor.add(number);
                    } else {
                        conveyor.submit(random.nextInt(60), () -> spun(number, spins));
                    }
                }
                conveyor.end();
            });
            producer.start();
            for (Integer next = conveyor.take(); next != null; next = conveyor.take()) {
                taken.add(next);
            }
        }
        assertThat(taken).hasSize(500).isSorted();
    }

    @Test
    void holdsNoMoreThanItsBounds() throws InterruptedException {
        AtomicInteger submitted = new AtomicInteger();
        try (Conveyor<Integer> conveyor = new Conveyor<>("test", 2, 8, 1_000)) {
            Thread producer = new Thread(() -> {
                for (int i = 0; i < 40; i++) {
                    int number = i;
                    conveyor.submit(i < 20 ? 1 : 600, () -> number);
                    submitted.incrementAndGet();
                }
                conveyor.end();
            });
            producer.start();
            for (int taken = 0; taken < 40; taken++) {
                int most = taken + (taken < 20 ? 8 : 1); // 600 bytes and 600 more are over the bound
                assertThat(submitted.get()).isLessThanOrEqualTo(most);
                assertThat(conveyor.take()).isEqualTo(taken);
            }
            assertThat(conveyor.take()).isNull();
        }
    }

    @Test
    void anErrorInTheWorkEndsBothSidesWithItsCause() throws InterruptedException {
        OutOfMemoryError thrown = new OutOfMemoryError("made up");
        try (Conveyor<Integer> conveyor = new Conveyor<>("test", 2, 4, 1_000)) {
            List<Throwable> atProducer = new ArrayList<>();
            Thread producer = new Thread(() -> {
                try {
                    for (int i = 0; ; i++) {
                        int number = i;
                        conveyor.submit(1, () -> failing(number, thrown));
                    }
                } catch (Throwable e) { // what the test looks at
                    atProducer.add(e);
                }
            });
            producer.start();
            assertThat(conveyor.take()).isZero();
            assertThat(conveyor.take()).isEqualTo(1);
            assertThatThrownBy(conveyor::take).isSameAs(thrown);
            producer.join();
            assertThat(atProducer).containsExactly(thrown);
        }
    }

    @Test
    void aFailureOfTheProducerReachesTheTaker() {
        try (Conveyor<Integer> conveyor = new Conveyor<>("test", 1, 4, 1_000)) {
            conveyor.fail(new StackOverflowError("made up"));
            assertThatThrownBy(conveyor::take).isInstanceOf(StackOverflowError.class);
        }
    }

    @Test
    void closingReleasesAProducerThatWaits() throws InterruptedException {
        CountDownLatch never = new CountDownLatch(1);
        List<Throwable> atProducer = new ArrayList<>();
        Conveyor<Integer> conveyor = new Conveyor<>("test", 1, 1, 10);
        Thread producer = new Thread(() -> {
            try {
                while (true) {
                    conveyor.submit(1, () -> {
                        never.await();
                        return 0;
                    });
                }
            } catch (IllegalStateException e) {
                atProducer.add(e);
            }
        });
        producer.start();
        while (producer.getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        conveyor.close();
        producer.join();
        assertThat(atProducer).singleElement().satisfies(e -> assertThat(e).hasMessage("test stopped"));
    }

    @Test
    void closingReleasesATakerOfWorkThatNeverBegins() throws InterruptedException {
        CountDownLatch begun = new CountDownLatch(1);
        List<Throwable> atTaker = new CopyOnWriteArrayList<>();
        Conveyor<Integer> conveyor = new Conveyor<>("test", 1, 4, 10);
        conveyor.submit(1, () -> 0);
        conveyor.submit(1, () -> {
            begun.countDown();
            while (true) {
                Thread.onSpinWait(); // deaf to interrupts, so that what is behind it does not begin
                if (atTaker.size() > 1) {
                    return 1;
                }
            }
        });
        conveyor.submit(1, () -> 2);
        Thread taker = new Thread(() -> {
            try {
                while (true) {
                    conveyor.take();
                }
            } catch (IllegalStateException | InterruptedException e) {
                atTaker.add(e);
            }
        });
        taker.start();
        begun.await();
        conveyor.close();
        taker.join();
        assertThat(atTaker).singleElement().satisfies(e -> assertThat(e).hasMessage("test stopped"));
        atTaker.add(new IllegalStateException("the work may end"));
    }

    @Test
    void whatTheFeedingThreadThrowsReachesTheTaker() throws InterruptedException {
        try (Conveyor<Integer> conveyor = new Conveyor<>("test", 1, 4, 10)) {
            conveyor.feed(() -> {
                conveyor.submit(1, () -> 0);
                conveyor.submit(1, () -> 1);
            });
            assertThat(conveyor.take()).isZero();
            assertThat(conveyor.take()).isEqualTo(1);
            assertThat(conveyor.take()).isNull();
        }
        StackOverflowError thrown = new StackOverflowError("made up");
        try (Conveyor<Integer> conveyor = new Conveyor<>("test", 1, 4, 10)) {
            conveyor.feed(() -> {
                throw thrown;
            });
            assertThatThrownBy(conveyor::take).isSameAs(thrown);
        }
    }

    /** Takes a while that differs from number to number, so that work ends out of order. */
    private static int spun(int number, int times) {
        for (int i = 0; i < times; i++) {
            Thread.onSpinWait();
        }
        return number;
    }

    private static int failing(int number, Error error) {
        if (number == 2) {
            throw error;
        }
        return number;
    }
}
