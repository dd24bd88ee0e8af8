package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CU_EVENT_DEFAULT;
import static org.bytedeco.cuda.global.cudart.cuEventCreate;
import static org.bytedeco.cuda.global.cudart.cuEventDestroy;

import dev.diptych.nn.cuda.device.Mark;
import org.bytedeco.cuda.cudart.CUevent_st;

/** A mark as the driver's event. */
final class Event implements Mark {
    private final CUevent_st event = new CUevent_st();

    Event() {
        Check.driver("create event", cuEventCreate(event, CU_EVENT_DEFAULT));
    }

    static CUevent_st of(Mark mark) {
        return ((Event) mark).event;
    }

    @Override
    public void close() {
        Check.driver("destroy event", cuEventDestroy(event));
    }
}
