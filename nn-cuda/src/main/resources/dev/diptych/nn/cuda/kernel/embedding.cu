#include "base.cuh"

// The gradient of a token lookup: rows of equal ids add up. Atomic float additions would come in any order, so the
// tokens are sorted by id first, stably (least significant digit first, 8 bits a pass), and runs of equal ids are added
// up in the order of the tokens. For each pass: count, scan, scatter. A padding id may own most tokens: sorted tokens
// are cut into chunks, and what a chunk holds of runs that reach beyond it goes to `edges`, to be merged in order.

constexpr int SORT_THREADS = 256;
constexpr int SORT_WARPS = SORT_THREADS / WARP;
constexpr int DIGITS = 256;
constexpr int TILE = 1024; // tokens of a block
constexpr int CHUNK = 64; // sorted tokens of a block that adds up

// counts[digit, block]: how often each digit stands in the block's tile of keys
extern "C" __global__ void __launch_bounds__(SORT_THREADS) sort_count(const int* keys, int count, int shift, int* counts) {
    __shared__ int found[DIGITS];
    found[threadIdx.x] = 0;
    __syncthreads();
    for (int i = threadIdx.x; i < TILE; i += SORT_THREADS) {
        int at = blockIdx.x * TILE + i;
        if (at < count) {
            atomicAdd(&found[(keys[at] >> shift) & (DIGITS - 1)], 1); // integers: any order gives the same sum
        }
    }
    __syncthreads();
    counts[threadIdx.x * gridDim.x + blockIdx.x] = found[threadIdx.x];
}

// counts becomes its exclusive prefix sum; one block of 1024 threads, a run of `length / 1024` each
extern "C" __global__ void __launch_bounds__(1024) sort_scan(int* counts, int length) {
    __shared__ int sums[WARP];
    int lane = threadIdx.x % WARP;
    int warp = threadIdx.x / WARP;
    int run = (length + blockDim.x - 1) / blockDim.x;
    int from = min(length, (int) threadIdx.x * run);
    int to = min(length, from + run);
    int own = 0;
    for (int i = from; i < to; i++) {
        own += counts[i];
    }
    int before = own; // inclusive over the warp, then exclusive
    for (int d = 1; d < WARP; d *= 2) {
        int other = __shfl_up_sync(ALL_LANES, before, d);
        before += lane >= d ? other : 0;
    }
    if (lane == WARP - 1) {
        sums[warp] = before;
    }
    before -= own;
    __syncthreads();
    for (int w = 0; w < warp; w++) {
        before += sums[w];
    }
    for (int i = from; i < to; i++) {
        int value = counts[i];
        counts[i] = before;
        before += value;
    }
}

// Moves each key and its token to its place; `tokens` null means token i stands at i. Equal digits keep their order: by
// tile, then by round of 256, then by warp, then by lane.
extern "C" __global__ void __launch_bounds__(SORT_THREADS) sort_scatter(
        const int* keys, const int* tokens, int count, int shift, const int* offsets, int* keys_out, int* tokens_out) {
    __shared__ int next[DIGITS]; // where the next key with that digit goes
    __shared__ int found[SORT_WARPS][DIGITS]; // of this round: how many, then where a warp's first goes
    int lane = threadIdx.x % WARP;
    int warp = threadIdx.x / WARP;
    next[threadIdx.x] = offsets[threadIdx.x * gridDim.x + blockIdx.x];
    for (int round = 0; round < TILE; round += SORT_THREADS) {
        for (int w = 0; w < SORT_WARPS; w++) {
            found[w][threadIdx.x] = 0;
        }
        __syncthreads();
        int at = blockIdx.x * TILE + round + threadIdx.x;
        int key = at < count ? keys[at] : 0;
        int digit = at < count ? (key >> shift) & (DIGITS - 1) : DIGITS; // DIGITS: no key
        unsigned same = __match_any_sync(ALL_LANES, digit);
        int rank = __popc(same & ((1u << lane) - 1));
        if (at < count && rank == 0) {
            found[warp][digit] = __popc(same);
        }
        __syncthreads();
        int place = next[threadIdx.x]; // this thread serves the digit of its own number
        for (int w = 0; w < SORT_WARPS; w++) {
            int here = found[w][threadIdx.x];
            found[w][threadIdx.x] = place;
            place += here;
        }
        next[threadIdx.x] = place;
        __syncthreads();
        if (at < count) {
            int to = found[warp][digit] + rank;
            keys_out[to] = key;
            tokens_out[to] = tokens == nullptr ? at : tokens[at];
        }
        __syncthreads();
    }
}

// Adds up a chunk's runs of equal ids. Runs that lie within the chunk go to the table; edges[2 c] receives what chunk c
// holds of a run that began before it, edges[2 c + 1] what it holds of a run that begins in it and goes on after it.
// dout [count, W], table [V, W], edges [2 chunks, W]; a thread owns columns.
extern "C" __global__ void __launch_bounds__(128) embedding_chunks(
        const int* keys, const int* tokens, int count, const float* dout, float* table, float* edges, int width) {
    int from = blockIdx.x * CHUNK;
    int to = min(count, from + CHUNK);
    for (int column = blockIdx.y * blockDim.x + threadIdx.x; column < width; column += gridDim.y * blockDim.x) {
        int at = from;
        while (at < to) {
            int key = keys[at];
            bool begun = at > 0 && keys[at - 1] == key; // true at the chunk's start only
            float sum = 0;
            do {
                sum += dout[(long long) tokens[at] * width + column];
                at++;
            } while (at < to && keys[at] == key);
            bool goes_on = at < count && keys[at] == key; // true at the chunk's end only
            if (begun || goes_on) {
                edges[(2LL * blockIdx.x + (begun ? 0 : 1)) * width + column] = sum;
            } else {
                table[(long long) key * width + column] += sum;
            }
        }
    }
}

// For the run, if any, that begins in chunk c and goes on after it: its pieces to the table. A padding id's run has many:
// each of 8 lines adds up every eighth piece in their order, then the lines are added up in theirs. A block has 32 columns.
extern "C" __global__ void __launch_bounds__(256) embedding_merge(
        const int* keys, int count, float* table, const float* edges, int width) {
    constexpr int LINES = 8;
    __shared__ float sums[LINES][WARP];
    int start = blockIdx.x * CHUNK;
    int end = start + CHUNK;
    if (end >= count) {
        return; // the last chunk
    }
    int key = keys[end - 1];
    if (keys[end] != key || (start > 0 && keys[start - 1] == key)) {
        return; // no run goes on, or it began earlier
    }
    int chunk = blockIdx.x + 1; // the first chunk that does not begin in the run, by halves: keys ascend
    int last = (count + CHUNK - 1) / CHUNK;
    while (chunk < last) {
        int middle = (chunk + last) / 2;
        if (keys[middle * CHUNK] == key) {
            chunk = middle + 1;
        } else {
            last = middle;
        }
    }
    int line = threadIdx.x / WARP;
    int column = blockIdx.y * WARP + threadIdx.x % WARP;
    float sum = 0;
    if (column < width) {
#pragma unroll 4
        for (int c = blockIdx.x + 1 + line; c < last; c += LINES) {
            sum += edges[2LL * c * width + column];
        }
    }
    sums[line][threadIdx.x % WARP] = sum;
    __syncthreads();
    if (line == 0 && column < width) {
        float total = edges[(2LL * blockIdx.x + 1) * width + column];
#pragma unroll
        for (int i = 0; i < LINES; i++) {
            total += sums[i][threadIdx.x % WARP];
        }
        table[(long long) key * width + column] += total;
    }
}
