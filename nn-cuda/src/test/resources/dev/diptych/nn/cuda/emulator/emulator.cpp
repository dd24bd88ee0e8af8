// Runs kernels on a CPU at a host's command: reads commands from its input, answers on its output, little endian.
//   A bytes                 allocates zeroed memory; answers its address
//   W address bytes data    writes memory
//   R address bytes         answers memory
//   F address               releases memory
//   S path                  loads a library of kernels
//   L name grid[3] block shared count (type bits)...   runs a kernel; answers one byte
// Numbers are 8 bytes, text is its length and its bytes. The first argument "reversed" runs threads from the last to the
// first and copies at once what others copy as late as they may: what depends on either is a race.

#include "cuda_on_cpu.h"

#include <cstdio>
#include <cstdlib>
#include <dlfcn.h>
#include <map>
#include <sanitizer/asan_interface.h>
#include <string>
#include <sys/mman.h>
#include <vector>

namespace emulator {

Index thread, block, block_size, grid_size;
unsigned char* dynamic_shared;

namespace {

struct Copy {
    void* to;
    const void* from;
    bool there;
};

enum class State { READY, AT_COLLECTIVE, AT_BARRIER, DONE };

struct Fiber {
    void* stack_pointer;
    State state;
    std::vector<std::vector<Copy>> groups; // closed ones, oldest first
    std::vector<Copy> open;
};

struct Warp {
    Slot slots[2][32];
    int turn;
    int arrived;
    const char* instruction;
};

constexpr size_t STACK = 256 * 1024;
constexpr size_t LEFT = 4096; // what a fiber that has ended leaves of its frames

struct Kernel {
    int parameters;
    Thunk thunk;
};

bool reversed;
std::map<std::string, Kernel> kernels;
std::vector<unsigned char*> stacks;
std::vector<Fiber> fibers;
std::vector<Warp> warps;
int running;
int at_barrier;
void* main_stack;
Thunk thunk;
const Value* values;
std::string name;

extern "C" void switch_stack(void** save, void* load);

#if defined(__x86_64__)
asm(R"(
.text
.globl switch_stack
switch_stack:
    pushq %rbp
    pushq %rbx
    pushq %r12
    pushq %r13
    pushq %r14
    pushq %r15
    movq %rsp, (%rdi)
    movq %rsi, %rsp
    popq %r15
    popq %r14
    popq %r13
    popq %r12
    popq %rbx
    popq %rbp
    ret
)");
#else
#error "the emulator switches stacks on x86-64 only"
#endif

// the next fiber that can run, or -1
int next_ready() {
    int count = (int) fibers.size();
    for (int i = 1; i <= count; i++) {
        int at = reversed ? (running - i + 2 * count) % count : (running + i) % count;
        if (fibers[at].state == State::READY) {
            return at;
        }
    }
    return -1;
}

void run_next() {
    int next = next_ready();
    if (next < 0) {
        for (Fiber& fiber : fibers) {
            if (fiber.state != State::DONE) {
                fail("threads wait for others that have returned or wait elsewhere");
            }
        }
        void* ignored;
        switch_stack(&ignored, main_stack);
    }
    int from = running;
    running = next;
    thread = {(unsigned) next, 0, 0};
    if (from != next) {
        switch_stack(&fibers[from].stack_pointer, fibers[next].stack_pointer);
    }
}

void fiber_main() {
    thunk(values);
    if (!fibers[running].open.empty() || !fibers[running].groups.empty()) {
        for (auto& group : fibers[running].groups) {
            if (!group.empty()) {
                fail("a thread returned before its copies were awaited");
            }
        }
    }
    fibers[running].state = State::DONE;
    run_next();
    abort();
}

void perform(const Copy& copy) {
    if (copy.there) {
        memcpy(copy.to, copy.from, 16);
    } else {
        memset(copy.to, 0, 16);
    }
}

void run_block() {
    for (size_t i = 0; i < fibers.size(); i++) {
        Fiber& fiber = fibers[i];
        fiber.state = State::READY;
        fiber.groups.clear();
        fiber.open.clear();
        ASAN_UNPOISON_MEMORY_REGION(stacks[i] + STACK - LEFT, LEFT);
        void** top = reinterpret_cast<void**>(stacks[i] + STACK) - 8; // a return address on 16 bytes plus 8
        memset(top, 0, 8 * sizeof(void*));
        top[6] = reinterpret_cast<void*>(fiber_main);
        fiber.stack_pointer = top;
    }
    for (Warp& warp : warps) {
        warp.turn = 0;
        warp.arrived = 0;
    }
    at_barrier = 0;
    running = reversed ? (int) fibers.size() - 1 : 0;
    thread = {(unsigned) running, 0, 0};
    switch_stack(&main_stack, fibers[running].stack_pointer);
}

} // namespace

void fail(const char* message) {
    fprintf(stderr, "%s: block %u, %u, %u, thread %u: %s\n", name.c_str(), block.x, block.y, block.z, thread.x, message);
    _Exit(3);
}

void block_barrier() {
    fibers[running].state = State::AT_BARRIER;
    if (++at_barrier == (int) fibers.size()) {
        at_barrier = 0;
        for (Fiber& fiber : fibers) {
            fiber.state = State::READY;
        }
    }
    run_next();
}

Slot* collective(const char* instruction, const unsigned* in, int words, void (*compute)(Slot*)) {
    int self = running;
    Warp& warp = warps[self / 32];
    Slot* slots = warp.slots[warp.turn];
    if (warp.arrived == 0) {
        warp.instruction = instruction;
    } else if (warp.instruction != instruction && strcmp(warp.instruction, instruction) != 0) {
        fail("lanes of a warp are at different instructions");
    }
    if (words > 0) {
        memcpy(slots[self % 32].in, in, words * sizeof(unsigned));
    }
    if (++warp.arrived < 32) {
        fibers[self].state = State::AT_COLLECTIVE;
        run_next();
        return slots;
    }
    if (compute != nullptr) {
        compute(slots);
    }
    warp.arrived = 0;
    warp.turn = 1 - warp.turn;
    for (int i = self / 32 * 32; i < self / 32 * 32 + 32; i++) {
        fibers[i].state = State::READY;
    }
    return slots;
}

void start_copy(void* to, const void* from, bool there) {
    if (reinterpret_cast<uintptr_t>(to) % 16 != 0 || reinterpret_cast<uintptr_t>(from) % 16 != 0) {
        fail("cp.async: an address that is no multiple of 16");
    }
    Copy copy = {to, from, there};
    if (reversed) {
        perform(copy);
    } else {
        fibers[running].open.push_back(copy);
    }
}

void close_copies() {
    fibers[running].groups.push_back(std::move(fibers[running].open));
    fibers[running].open.clear();
}

void await_copies(int groups) {
    auto& closed = fibers[running].groups;
    while ((int) closed.size() > groups) {
        for (const Copy& copy : closed.front()) {
            perform(copy);
        }
        closed.erase(closed.begin());
    }
}

void add_kernel(const char* kernel, int parameters, Thunk call) {
    kernels[kernel] = {parameters, call};
}

namespace {

void receive(void* to, size_t bytes) {
    if (fread(to, 1, bytes, stdin) != bytes) {
        _Exit(0); // the host has gone
    }
}

uint64_t number() {
    uint64_t value;
    receive(&value, sizeof(value));
    return value;
}

std::string text() {
    std::string result(number(), ' ');
    receive(result.data(), result.size());
    return result;
}

void send(const void* from, size_t bytes) {
    fwrite(from, 1, bytes, stdout);
    fflush(stdout);
}

void launch() {
    name = text();
    grid_size = {(unsigned) number(), (unsigned) number(), (unsigned) number()};
    uint64_t threads = number();
    uint64_t shared = number();
    std::vector<Value> arguments(number());
    for (Value& value : arguments) {
        receive(&value.type, 1);
        value.bits = number();
    }
    auto found = kernels.find(name);
    if (found == kernels.end()) {
        fail("no such kernel");
    }
    if (found->second.parameters != (int) arguments.size()) {
        fail("another number of arguments than the kernel has parameters");
    }
    thunk = found->second.thunk;
    values = arguments.data();
    block_size = {(unsigned) threads, 1, 1};
    while (stacks.size() < threads) {
        void* stack = mmap(nullptr, STACK, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
        if (stack == MAP_FAILED) {
            fail("no memory for stacks");
        }
        stacks.push_back(static_cast<unsigned char*>(stack));
    }
    fibers.assign(threads, Fiber());
    warps.assign(threads / 32, Warp());
    dynamic_shared = static_cast<unsigned char*>(aligned_alloc(16, shared == 0 ? 16 : (shared + 15) / 16 * 16));
    for (block.z = 0; block.z < grid_size.z; block.z++) {
        for (block.y = 0; block.y < grid_size.y; block.y++) {
            for (block.x = 0; block.x < grid_size.x; block.x++) {
                memset(dynamic_shared, 0xff, shared); // NaN, whatever it is read as
                run_block();
            }
        }
    }
    free(dynamic_shared);
    char done = 1;
    send(&done, 1);
}

} // namespace

} // namespace emulator

int main(int count, char** arguments) {
    using namespace emulator;
    reversed = count > 1 && std::string(arguments[1]) == "reversed";
    while (true) {
        char command;
        receive(&command, 1);
        if (command == 'A') {
            void* memory = calloc(number(), 1);
            uint64_t address = reinterpret_cast<uint64_t>(memory);
            send(&address, sizeof(address));
        } else if (command == 'W') {
            void* to = reinterpret_cast<void*>(number());
            receive(to, number());
        } else if (command == 'R') {
            void* from = reinterpret_cast<void*>(number());
            send(from, number());
        } else if (command == 'F') {
            free(reinterpret_cast<void*>(number()));
        } else if (command == 'S') {
            std::string path = text();
            if (dlopen(path.c_str(), RTLD_NOW | RTLD_LOCAL) == nullptr) {
                fail(dlerror());
            }
        } else if (command == 'L') {
            launch();
        } else {
            fail("unknown command");
        }
    }
}
