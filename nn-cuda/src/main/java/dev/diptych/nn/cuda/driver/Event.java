package dev.diptych.nn.cuda.driver;

import static org.bytedeco.cuda.global.cudart.CU_EVENT_DEFAULT;
import static org.bytedeco.cuda.global.cudart.cuEventCreate;
import static org.bytedeco.cuda.global.cudart.cuEventDestroy;

import dev.diptych.nn.cuda.device.Mark;
import java.util.Set;
import org.bytedeco.cuda.cudart.CUevent_st;

/** A mark as the driver's event. */
final class Event implements Mark {
    private final CUevent_st event = new CUevent_st();

    private final Set<Event> open;

    /** @param open takes this event in until it is closed */
    Event(Set<Event> open) {
        this.open = open;
        Check.driver("create event", cuEventCreate(event, CU_EVENT_DEFAULT));
        open.add(this);
    }

    static CUevent_st of(Mark mark) {
        return ((Event) mark).event;
    }

    @Override
    public void close() {
        if (open.remove(this)) {
            Check.driver("destroy event", cuEventDestroy(event));
        }
    }
}
