package dev.diptych.nn.cuda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.diptych.nn.engine.PeerDevices;
import dev.diptych.nn.engine.Peering;
import dev.diptych.nn.op.Fill;
import dev.diptych.nn.program.Program;
import dev.diptych.nn.tape.Add;
import dev.diptych.nn.tape.Tape;
import dev.diptych.nn.tensor.DType;
import dev.diptych.nn.tensor.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** GPUs of several processes, on fake ones, whose lanes run late and in a drawn order. */
final class CudaPeersTest {
    private static final int COUNT = 100;

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
    void sumsComeAfterWhatIsBeforeThemAndBeforeWhatFollowsTheirEnd(int seed) throws Exception {
        byte[] invitation = FakePeers.invitation();
        List<float[]> results = ranks(3, rank -> sums(invitation, rank, seed));
        for (float[] result : results) {
            assertThat(result).containsOnly(2 * (10 + 11 + 12 + 3 * 5)); // doubled once they are added up
        }
    }

    /** Fills two tensors, adds up one, and then the other, over the ranks, and both to a third; three times. */
    private static float[] sums(byte[] invitation, int rank, int seed) {
        try (CudaEngine engine = new CudaEngine(new FakeGpu(10L * seed + rank), CudaOptions.DEFAULT)) {
            Tape before = Tape.inference();
            Tensor first = before.output("first", COUNT);
            Tensor second = before.output("second", COUNT);
            before.record(new Fill(first, 10 + rank));
            Program begin = Program.compile(before, engine);
            Tape between = Tape.inference();
            between.record(new Fill(second, 5));
            Program go = Program.compile(between, engine);
            Tape after = Tape.inference();
            Tensor out = after.output("out", COUNT);
            after.record(new Add(first, out, false));
            after.record(new Add(second, out, true));
            after.record(new Add(out, first, false));
            after.record(new Add(first, out, true));
            Program end = Program.compile(after, engine);
            PeerDevices peers = Objects.requireNonNull(engine.peering()).join(invitation, rank, 3);
            float[] result = new float[COUNT];
            for (int i = 0; i < 3; i++) {
                begin.run();
                peers.beginSum(first);
                go.run();
                peers.beginSum(second);
                peers.finishSums();
                end.run();
            }
            engine.read(out, result);
            return result;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void aGatherGivesAllWhatEachHas(int seed) throws Exception {
        byte[] invitation = FakePeers.invitation();
        List<float[]> results = ranks(2, rank -> {
            try (CudaEngine engine = new CudaEngine(new FakeGpu(10L * seed + rank), CudaOptions.DEFAULT)) {
                Tape tape = Tape.inference();
                Tensor all = tape.output("all", 4, 3);
                tape.record(new Fill(all, rank));
                Program program = Program.compile(tape, engine);
                PeerDevices peers = Objects.requireNonNull(engine.peering()).join(invitation, rank, 2);
                program.run();
                peers.gather(all.rows(2 * rank, 2), all);
                float[] values = new float[12];
                engine.read(all, values);
                return values;
            }
        });
        for (float[] values : results) {
            assertThat(values).containsExactly(0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 1, 1);
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4})
    void eachHasTheSumsOfItsOwnPart(int seed) throws Exception {
        byte[] invitation = FakePeers.invitation();
        List<float[]> results = ranks(2, rank -> {
            try (CudaEngine engine = new CudaEngine(new FakeGpu(10L * seed + rank), CudaOptions.DEFAULT)) {
                Tape before = Tape.inference();
                Tensor all = before.output("all", 4, 3);
                before.record(new Fill(all.rows(0, 2), 10 + rank));
                before.record(new Fill(all.rows(2, 2), 20 + rank));
                Program begin = Program.compile(before, engine);
                Tape after = Tape.inference();
                Tensor out = after.output("out", 2, 3);
                after.record(new Add(all.rows(2 * rank, 2), out, false));
                Program end = Program.compile(after, engine);
                PeerDevices peers = Objects.requireNonNull(engine.peering()).join(invitation, rank, 2);
                float[] values = new float[6];
                for (int i = 0; i < 3; i++) {
                    begin.run();
                    peers.sumShares(all, all.rows(2 * rank, 2));
                    end.run();
                }
                engine.read(out, values);
                return values;
            }
        });
        assertThat(results.get(0)).containsOnly(10 + 11);
        assertThat(results.get(1)).containsOnly(20 + 21);
    }

    @Test
    void anEngineThatIsClosedDoesNotWaitForOthers() throws Exception {
        byte[] invitation = FakePeers.invitation();
        List<Boolean> ended = ranks(2, rank -> {
            try (CudaEngine engine = new CudaEngine(new FakeGpu(rank), CudaOptions.DEFAULT)) {
                Tensor values = Tape.inference().output("values", COUNT);
                values.storage().place(engine.allocate(DType.FLOAT32, COUNT), 0);
                PeerDevices peers = Objects.requireNonNull(engine.peering()).join(invitation, rank, 2);
                if (rank == 0) {
                    peers.beginSum(values);
                    peers.finishSums();
                }
            }
            return true;
        });
        assertThat(ended).containsExactly(true, true);
    }

    @Test
    void aSecondJoiningStaysWithTheFirst() throws Exception {
        byte[] invitation = FakePeers.invitation();
        List<Boolean> same = ranks(2, rank -> {
            try (CudaEngine engine = new CudaEngine(new FakeGpu(rank), CudaOptions.DEFAULT)) {
                Peering peering = Objects.requireNonNull(engine.region().peering());
                PeerDevices first = peering.join(invitation, rank, 2);
                return Objects.requireNonNull(engine.peering()).join(FakePeers.invitation(), rank, 2) == first;
            }
        });
        assertThat(same).containsExactly(true, true);
    }

    @Test
    void refusesWhatIsNotContiguous() throws Exception {
        byte[] invitation = FakePeers.invitation();
        ranks(1, rank -> {
            try (CudaEngine engine = new CudaEngine(new FakeGpu(1), CudaOptions.DEFAULT)) {
                PeerDevices peers = Objects.requireNonNull(engine.peering()).join(invitation, 0, 1);
                Tensor columns = Tape.inference().output("values", 4, 6).columns(1, 2);
                assertThatThrownBy(() -> peers.beginSum(columns))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage("peers: values[4, 2] of FLOAT32, expected contiguous float32");
            }
            return true;
        });
    }

    private interface Work<T> {
        T run(int rank);
    }

    private static <T> List<T> ranks(int size, Work<T> work)
            throws InterruptedException, ExecutionException, TimeoutException {
        ExecutorService threads = Executors.newFixedThreadPool(size);
        try {
            List<Future<T>> running = new ArrayList<>();
            for (int rank = 0; rank < size; rank++) {
                int number = rank;
                running.add(threads.submit(() -> work.run(number)));
            }
            List<T> results = new ArrayList<>();
            for (Future<T> each : running) {
                results.add(each.get(60, TimeUnit.SECONDS));
            }
            return results;
        } finally {
            threads.shutdownNow();
        }
    }
}
