#include "tensor_core.cuh"

// Attention on tensor cores, bfloat16 with float sums, for heads of up to HEAD_WIDTH columns (Dao 2023, algorithms 1 and
// 2). A block of four warps has a tile of 64 tokens of one head, a warp 16 of them; it goes through the other side's
// tiles of 64, in chunks of 16. No scores leave the registers.
//
// q, k, v, out and their gradients are [B, T, H depth] with rows `stride` apart, on 16 bytes each; sums [B, H, T] is the
// logarithm of each query's softmax sum. A token sees all of its sequence, or itself and those before it if `causal`.
// Tokens from T on and columns from `depth` on are zeros in shared memory.
//
// The gradient of long sequences takes two passes, one with a block a tile of keys and one with a block a tile of queries,
// and computes the scores in both: no two blocks add to one place, so the same input gives the same bits. Of a sequence that
// a block can hold it takes one.

constexpr int TILE = 64;
constexpr int CHUNK = 16;
constexpr int CHUNKS = TILE / CHUNK;
constexpr int THREADS = 128;
constexpr int DEPTHS = HEAD_WIDTH / 16; // chunks of a head's columns
constexpr int STRIDE = HEAD_WIDTH + 8; // of a tile in shared memory: 8 rows lie in different banks
constexpr int TILE_SIZE = TILE * STRIDE;
constexpr float LOG2_E = 1.44269504f;

// one head of one sequence
struct Head {
    const bf16* data;
    long long stride;
    int tokens;
    int depth;
};

DEVICE Head head_of(const bf16* data, long long stride, long long b, int h, int tokens, int depth) {
    Head head = {data + b * tokens * stride + (long long) h * depth, stride, tokens, depth};
    return head;
}

// starts the copy of tokens [first, first + 64)
DEVICE void fetch(bf16* tile, const Head& head, int first) {
    constexpr int RUNS = HEAD_WIDTH / 8;
    for (int i = threadIdx.x; i < TILE * RUNS; i += THREADS) {
        int row = i / RUNS;
        int column = i % RUNS * 8;
        bool there = first + row < head.tokens && column < head.depth;
        copy_16(tile + row * STRIDE + column, there ? head.data + (first + row) * head.stride + column : head.data, there);
    }
}

// rows [row, row + 16) and columns [16 d, 16 d + 16) as A
DEVICE void load_a(unsigned (&a)[4], const bf16* tile, int row, int d) {
    int lane = threadIdx.x % WARP;
    load_matrices(a, tile + (row + lane % 16) * STRIDE + d * 16 + lane / 16 * 8);
}

// the transpose of rows [row, row + 16), columns [16 d, 16 d + 16) as two B: b[0..1] of rows 0 to 7, b[2..3] of 8 to 15
DEVICE void load_b_of_rows(unsigned (&b)[4], const bf16* tile, int row, int d) {
    int lane = threadIdx.x % WARP;
    load_matrices(b, tile + (row + lane % 8 + lane / 16 * 8) * STRIDE + d * 16 + lane / 8 % 2 * 8);
}

// rows [row, row + 16), columns [16 d, 16 d + 16) as two B: b[0..1] of columns 0 to 7, b[2..3] of 8 to 15
DEVICE void load_b_of_columns(unsigned (&b)[4], const bf16* tile, int row, int d) {
    int lane = threadIdx.x % WARP;
    load_transposed(b, tile + (row + lane % 16) * STRIDE + d * 16 + lane / 16 * 8);
}

template <int N>
DEVICE void clear(float (&c)[N][4]) {
#pragma unroll
    for (int i = 0; i < N; i++) {
#pragma unroll
        for (int j = 0; j < 4; j++) {
            c[i][j] = 0;
        }
    }
}

// c [16, 16] = a b^T, b being rows [row, row + 16) of a tile
DEVICE void scores_of(float (&c)[2][4], const unsigned (&a)[DEPTHS][4], const bf16* tile, int row) {
    clear(c);
#pragma unroll
    for (int d = 0; d < DEPTHS; d++) {
        unsigned b[4];
        load_b_of_rows(b, tile, row, d);
        multiply(c[0], a[d], b[0], b[1]);
        multiply(c[1], a[d], b[2], b[3]);
    }
}

// sum [16, HEAD_WIDTH] += c b, c [16, 16] rounded, b being rows [row, row + 16) of a tile
DEVICE void add_product(float (&sum)[2 * DEPTHS][4], const float (&c0)[4], const float (&c1)[4], const bf16* tile, int row) {
    unsigned a[4] = {pack(c0[0], c0[1]), pack(c0[2], c0[3]), pack(c1[0], c1[1]), pack(c1[2], c1[3])};
#pragma unroll
    for (int d = 0; d < DEPTHS; d++) {
        unsigned b[4];
        load_b_of_columns(b, tile, row, d);
        multiply(sum[2 * d], a, b[0], b[1]);
        multiply(sum[2 * d + 1], a, b[2], b[3]);
    }
}

// Writes a warp's sums, times a factor for each half of the rows, as bfloat16: by way of its own 16 rows of a tile, so
// that rows go out 16 bytes at a time. first: the warp's first token.
DEVICE void write_rows(
        bf16* out, long long stride, int first, int tokens, int depth, const float (&sum)[2 * DEPTHS][4], float upper, float lower, bf16* own) {
    int lane = threadIdx.x % WARP;
    int g = lane / 4;
    int t = lane % 4;
    __syncwarp();
#pragma unroll
    for (int i = 0; i < 2 * DEPTHS; i++) {
        unsigned* row = reinterpret_cast<unsigned*>(own + g * STRIDE + i * 8 + t * 2);
        unsigned* row_8 = reinterpret_cast<unsigned*>(own + (g + 8) * STRIDE + i * 8 + t * 2);
        *row = pack(sum[i][0] * upper, sum[i][1] * upper);
        *row_8 = pack(sum[i][2] * lower, sum[i][3] * lower);
    }
    __syncwarp();
    constexpr int RUNS = HEAD_WIDTH / 8;
    for (int i = lane; i < 16 * RUNS; i += WARP) {
        int row = i / RUNS;
        int column = i % RUNS * 8;
        if (first + row < tokens && column < depth) {
            *reinterpret_cast<uint4*>(out + (first + row) * stride + column) =
                    *reinterpret_cast<const uint4*>(own + row * STRIDE + column);
        }
    }
}

// the sum over the four lanes that share a row of C
DEVICE float quad_sum(float x) {
    x += __shfl_xor_sync(ALL_LANES, x, 1);
    return x + __shfl_xor_sync(ALL_LANES, x, 2);
}

DEVICE float quad_max(float x) {
    x = fmaxf(x, __shfl_xor_sync(ALL_LANES, x, 1));
    return fmaxf(x, __shfl_xor_sync(ALL_LANES, x, 2));
}

// how many chunks of 16 of the tile that begins at `first` hold tokens
DEVICE int chunks_of(int first, int tokens) {
    return min(CHUNKS, (tokens - first + CHUNK - 1) / CHUNK);
}

#define NAME_(prefix, width) prefix##width
#define NAME(prefix, width) NAME_(prefix, width)

// ---------------------------------------------------------------------------------------------------------------------
// out = softmax(q k^T scale + mask) v. The next keys are on their way during the softmax, the next values during the
// scores. Shared memory: 3 tiles. Grid: B H tiles.

extern "C" __global__ void __launch_bounds__(THREADS) NAME(attention_, HEAD_WIDTH)(
        const bf16* q,
        long long q_stride,
        const bf16* k,
        long long k_stride,
        const bf16* v,
        long long v_stride,
        bf16* out,
        long long out_stride,
        float* sums,
        int heads,
        int tokens,
        int depth,
        int causal,
        float scale) {
    DYNAMIC_SHARED(bf16, shared);
    bf16* q_tile = shared;
    bf16* k_tile = shared + TILE_SIZE;
    bf16* v_tile = shared + 2 * TILE_SIZE;
    int tiles = (tokens + TILE - 1) / TILE;
    int tile = tiles - 1 - blockIdx.x % tiles; // the longest rows of a causal map first
    int h = blockIdx.x / tiles % heads;
    long long b = blockIdx.x / tiles / heads;
    Head keys = head_of(k, k_stride, b, h, tokens, depth);
    Head values = head_of(v, v_stride, b, h, tokens, depth);
    int warp = threadIdx.x / WARP;
    int g = threadIdx.x % WARP / 4;
    int t = threadIdx.x % 4;
    int first = tile * TILE + warp * 16; // this warp's first query
    bool idle = first >= tokens; // such a warp only helps to copy
    int last_tile = causal ? tile : tiles - 1;
    float scale_2 = scale * LOG2_E;

    fetch(q_tile, head_of(q, q_stride, b, h, tokens, depth), tile * TILE);
    fetch(k_tile, keys, 0);
    close_copies();
    fetch(v_tile, values, 0);
    close_copies();

    unsigned a[DEPTHS][4];
    float sum[2 * DEPTHS][4];
    clear(sum);
    float largest[2] = {-INFINITE, -INFINITE}; // of rows g and g + 8
    float total[2] = {0, 0}; // this lane's share
    for (int j = 0; j <= last_tile; j++) {
        await_copies<1>();
        __syncthreads(); // keys are there
        int chunks = chunks_of(j * TILE, tokens);
        if (causal && j == tile) {
            chunks = min(chunks, warp + 1);
        }
        float s[2 * CHUNKS][4];
        if (!idle) {
            if (j == 0) {
#pragma unroll
                for (int d = 0; d < DEPTHS; d++) {
                    load_a(a[d], q_tile, warp * 16, d);
                }
            }
#pragma unroll
            for (int c = 0; c < CHUNKS; c++) {
                float part[2][4];
                if (c < chunks) {
                    scores_of(part, a, k_tile, c * CHUNK);
                }
#pragma unroll
                for (int i = 0; i < 8; i++) {
                    int key = j * TILE + c * CHUNK + i / 4 * 8 + t * 2 + i % 2;
                    int query = first + g + i / 2 % 2 * 8;
                    bool seen = c < chunks && key < tokens && (!causal || key <= query);
                    s[2 * c + i / 4][i % 4] = seen ? part[i / 4][i % 4] : -INFINITE;
                }
            }
        }
        __syncthreads(); // keys are no longer read
        if (j < last_tile) {
            fetch(k_tile, keys, (j + 1) * TILE);
        }
        close_copies();
        if (!idle) {
#pragma unroll
            for (int half = 0; half < 2; half++) {
                float now = largest[half];
#pragma unroll
                for (int i = 0; i < 2 * CHUNKS; i++) {
                    now = fmaxf(now, fmaxf(s[i][2 * half], s[i][2 * half + 1]));
                }
                now = quad_max(now); // finite: every query sees the first key
                float shrink = exp2_fast((largest[half] - now) * scale_2);
                largest[half] = now;
                total[half] *= shrink;
#pragma unroll
                for (int i = 0; i < 2 * CHUNKS; i++) {
#pragma unroll
                    for (int e = 2 * half; e < 2 * half + 2; e++) {
                        s[i][e] = exp2_fast((s[i][e] - now) * scale_2);
                        total[half] += s[i][e];
                    }
                }
#pragma unroll
                for (int i = 0; i < 2 * DEPTHS; i++) {
                    sum[i][2 * half] *= shrink;
                    sum[i][2 * half + 1] *= shrink;
                }
            }
        }
        await_copies<1>();
        __syncthreads(); // values are there
        if (!idle) {
#pragma unroll
            for (int c = 0; c < CHUNKS; c++) {
                if (c < chunks) {
                    add_product(sum, s[2 * c], s[2 * c + 1], v_tile, c * CHUNK);
                }
            }
        }
        __syncthreads(); // values are no longer read
        if (j < last_tile) {
            fetch(v_tile, values, (j + 1) * TILE);
        }
        close_copies();
    }
    if (idle) {
        return;
    }
    total[0] = quad_sum(total[0]);
    total[1] = quad_sum(total[1]);
    bf16* to = out + b * tokens * out_stride + (long long) h * depth;
    write_rows(
            to, out_stride, first, tokens, depth, sum, 1.0f / total[0], 1.0f / total[1], q_tile + warp * 16 * STRIDE);
#pragma unroll
    for (int half = 0; half < 2; half++) {
        int query = first + g + 8 * half;
        if (t == 0 && query < tokens) {
            sums[(b * heads + h) * tokens + query] = largest[half] * scale + logf(total[half]);
        }
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// deltas [B, H, T] = rowsum(dout out); eight lanes a row of a head, which lies on 16 bytes

extern "C" __global__ void __launch_bounds__(THREADS) NAME(attention_deltas_, HEAD_WIDTH)(
        const bf16* out,
        long long out_stride,
        const bf16* dout,
        long long dout_stride,
        float* deltas,
        int heads,
        int tokens,
        int depth,
        long long rows) { // B T H, heads innermost
    long long row = ((long long) blockIdx.x * THREADS + threadIdx.x) / 8;
    int lane = threadIdx.x % 8;
    float sum = 0;
    int h = (int) (row % heads);
    long long token = row / heads;
    if (row < rows) {
        for (int c = lane * 8; c < depth; c += 64) {
            Run<8> a = load<8>(out + token * out_stride + (long long) h * depth + c);
            Run<8> b = load<8>(dout + token * dout_stride + (long long) h * depth + c);
#pragma unroll
            for (int i = 0; i < 8; i++) {
                sum += a.v[i] * b.v[i];
            }
        }
    }
    sum = quad_sum(sum);
    sum += __shfl_xor_sync(ALL_LANES, sum, 4);
    if (row < rows && lane == 0) {
        deltas[(token / tokens * heads + h) * tokens + token % tokens] = sum;
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// With P = exp(scale q k^T - sums), dP = dout v^T, dS = P (dP - deltas): dv = P^T dout, dk = dS^T q scale. A block has 64
// keys; rows of a warp's products are keys, columns queries. Shared memory: 2 stages of q and dout, their sums and deltas;
// and the block's k and v, by way of the second stage to registers where those suffice. Grid: B H tiles.

constexpr bool KEEP = HEAD_WIDTH <= 80;

extern "C" __global__ void __launch_bounds__(THREADS, HEAD_WIDTH <= 64 ? 3 : 2) NAME(attention_dkv_, HEAD_WIDTH)(
        const bf16* q,
        long long q_stride,
        const bf16* k,
        long long k_stride,
        const bf16* v,
        long long v_stride,
        const bf16* dout,
        long long dout_stride,
        bf16* dk,
        long long dk_stride,
        bf16* dv,
        long long dv_stride,
        const float* sums,
        const float* deltas,
        int heads,
        int tokens,
        int depth,
        int causal,
        float scale) {
    DYNAMIC_SHARED(bf16, shared); // q, dout of stage 0; of stage 1; k, v unless KEEP; then floats: sums, deltas by stage
    bf16* k_tile = shared + (KEEP ? 2 : 4) * TILE_SIZE;
    bf16* v_tile = k_tile + TILE_SIZE;
    float* lines = reinterpret_cast<float*>(shared + (KEEP ? 4 : 6) * TILE_SIZE);
    int tiles = (tokens + TILE - 1) / TILE;
    int tile = blockIdx.x % tiles; // the longest columns of a causal map first
    int h = blockIdx.x / tiles % heads;
    long long b = blockIdx.x / tiles / heads;
    Head queries = head_of(q, q_stride, b, h, tokens, depth);
    Head gradients = head_of(dout, dout_stride, b, h, tokens, depth);
    const float* head_sums = sums + (b * heads + h) * tokens;
    const float* head_deltas = deltas + (b * heads + h) * tokens;
    int warp = threadIdx.x / WARP;
    int g = threadIdx.x % WARP / 4;
    int t = threadIdx.x % 4;
    int first = tile * TILE + warp * 16; // this warp's first key
    bool idle = first >= tokens;
    int first_tile = causal ? tile : 0;
    float scale_2 = scale * LOG2_E;

    fetch(k_tile, head_of(k, k_stride, b, h, tokens, depth), tile * TILE);
    fetch(v_tile, head_of(v, v_stride, b, h, tokens, depth), tile * TILE);
    close_copies();
    fetch(shared, queries, first_tile * TILE);
    fetch(shared + TILE_SIZE, gradients, first_tile * TILE);
    close_copies();
    await_copies<1>();
    __syncthreads(); // keys and values are there
    unsigned key[KEEP ? DEPTHS : 1][4];
    unsigned value[KEEP ? DEPTHS : 1][4];
    if (KEEP && !idle) {
#pragma unroll
        for (int d = 0; d < DEPTHS; d++) {
            load_a(key[KEEP ? d : 0], k_tile, warp * 16, d);
            load_a(value[KEEP ? d : 0], v_tile, warp * 16, d);
        }
    }
    __syncthreads(); // the second stage is free

    float key_sum[2 * DEPTHS][4];
    float value_sum[2 * DEPTHS][4];
    clear(key_sum);
    clear(value_sum);
    for (int i = first_tile; i < tiles; i++) {
        int stage = (i - first_tile) % 2;
        if (i + 1 < tiles) {
            fetch(shared + (2 - 2 * stage) * TILE_SIZE, queries, (i + 1) * TILE);
            fetch(shared + (3 - 2 * stage) * TILE_SIZE, gradients, (i + 1) * TILE);
        }
        close_copies();
        if (threadIdx.x < TILE) { // sums in powers of two; infinity makes the probabilities of absent queries zero
            int query = i * TILE + threadIdx.x;
            bool there = query < tokens;
            lines[stage * 2 * TILE + threadIdx.x] = there ? head_sums[query] * LOG2_E : INFINITE;
            lines[stage * 2 * TILE + TILE + threadIdx.x] = there ? head_deltas[query] : 0.0f;
        }
        await_copies<1>();
        __syncthreads(); // queries and gradients of this stage are there
        const bf16* q_tile = shared + 2 * stage * TILE_SIZE;
        const bf16* d_tile = q_tile + TILE_SIZE;
        const float* line = lines + stage * 2 * TILE;
        int chunks = idle ? 0 : chunks_of(i * TILE, tokens);
        for (int c = causal && i == tile ? warp : 0; c < chunks; c++) {
            float p[2][4];
            float dp[2][4];
            if (KEEP) {
                scores_of(p, reinterpret_cast<const unsigned(&)[DEPTHS][4]>(key), q_tile, c * CHUNK);
                scores_of(dp, reinterpret_cast<const unsigned(&)[DEPTHS][4]>(value), d_tile, c * CHUNK);
            } else {
                clear(p);
                clear(dp);
#pragma unroll
                for (int d = 0; d < DEPTHS; d++) {
                    unsigned a[4];
                    unsigned bs[4];
                    load_a(a, k_tile, warp * 16, d);
                    load_b_of_rows(bs, q_tile, c * CHUNK, d);
                    multiply(p[0], a, bs[0], bs[1]);
                    multiply(p[1], a, bs[2], bs[3]);
                    load_a(a, v_tile, warp * 16, d);
                    load_b_of_rows(bs, d_tile, c * CHUNK, d);
                    multiply(dp[0], a, bs[0], bs[1]);
                    multiply(dp[1], a, bs[2], bs[3]);
                }
            }
#pragma unroll
            for (int e = 0; e < 8; e++) {
                int column = c * CHUNK + e / 4 * 8 + t * 2 + e % 2;
                bool seen = !causal || first + g + e / 2 % 2 * 8 <= i * TILE + column;
                float& at = p[e / 4][e % 4];
                at = seen ? exp2_fast(at * scale_2 - line[column]) : 0.0f;
                dp[e / 4][e % 4] = at * (dp[e / 4][e % 4] - line[TILE + column]);
            }
            add_product(value_sum, p[0], p[1], d_tile, c * CHUNK);
            add_product(key_sum, dp[0], dp[1], q_tile, c * CHUNK);
        }
        __syncthreads(); // this stage is no longer read
    }
    if (idle) {
        return;
    }
    bf16* own = shared + warp * 16 * STRIDE;
    long long at = b * tokens;
    write_rows(dk + at * dk_stride + (long long) h * depth, dk_stride, first, tokens, depth, key_sum, scale, scale, own);
    write_rows(dv + at * dv_stride + (long long) h * depth, dv_stride, first, tokens, depth, value_sum, 1, 1, own);
}

// ---------------------------------------------------------------------------------------------------------------------
// dq = dS k scale. A block has 64 queries. Shared memory: 2 stages of k and v; q and dout go to registers by way of the
// second. Grid: B H tiles.

extern "C" __global__ void __launch_bounds__(THREADS) NAME(attention_dq_, HEAD_WIDTH)(
        const bf16* q,
        long long q_stride,
        const bf16* k,
        long long k_stride,
        const bf16* v,
        long long v_stride,
        const bf16* dout,
        long long dout_stride,
        bf16* dq,
        long long dq_stride,
        const float* sums,
        const float* deltas,
        int heads,
        int tokens,
        int depth,
        int causal,
        float scale) {
    DYNAMIC_SHARED(bf16, shared); // k, v of stage 0; of stage 1
    int tiles = (tokens + TILE - 1) / TILE;
    int tile = tiles - 1 - blockIdx.x % tiles;
    int h = blockIdx.x / tiles % heads;
    long long b = blockIdx.x / tiles / heads;
    Head keys = head_of(k, k_stride, b, h, tokens, depth);
    Head values = head_of(v, v_stride, b, h, tokens, depth);
    int warp = threadIdx.x / WARP;
    int g = threadIdx.x % WARP / 4;
    int t = threadIdx.x % 4;
    int first = tile * TILE + warp * 16; // this warp's first query
    bool idle = first >= tokens;
    int last_tile = causal ? tile : tiles - 1;
    float scale_2 = scale * LOG2_E;

    fetch(shared + 2 * TILE_SIZE, head_of(q, q_stride, b, h, tokens, depth), tile * TILE);
    fetch(shared + 3 * TILE_SIZE, head_of(dout, dout_stride, b, h, tokens, depth), tile * TILE);
    close_copies();
    fetch(shared, keys, 0);
    fetch(shared + TILE_SIZE, values, 0);
    close_copies();
    await_copies<1>();
    __syncthreads(); // queries and gradients are there
    unsigned query[DEPTHS][4];
    unsigned gradient[DEPTHS][4];
    float own_sum[2] = {INFINITE, INFINITE}; // of rows g and g + 8; infinity makes an absent query's probabilities zero
    float own_delta[2] = {0, 0};
    if (!idle) {
#pragma unroll
        for (int d = 0; d < DEPTHS; d++) {
            load_a(query[d], shared + 2 * TILE_SIZE, warp * 16, d);
            load_a(gradient[d], shared + 3 * TILE_SIZE, warp * 16, d);
        }
#pragma unroll
        for (int half = 0; half < 2; half++) {
            int row = first + g + 8 * half;
            if (row < tokens) {
                own_sum[half] = sums[(b * heads + h) * tokens + row] * LOG2_E;
                own_delta[half] = deltas[(b * heads + h) * tokens + row];
            }
        }
    }
    __syncthreads(); // the second stage is free

    float sum[2 * DEPTHS][4];
    clear(sum);
    for (int j = 0; j <= last_tile; j++) {
        int stage = j % 2;
        if (j < last_tile) {
            fetch(shared + (2 - 2 * stage) * TILE_SIZE, keys, (j + 1) * TILE);
            fetch(shared + (3 - 2 * stage) * TILE_SIZE, values, (j + 1) * TILE);
        }
        close_copies();
        await_copies<1>();
        __syncthreads(); // keys and values of this stage are there
        const bf16* k_tile = shared + 2 * stage * TILE_SIZE;
        const bf16* v_tile = k_tile + TILE_SIZE;
        int chunks = idle ? 0 : chunks_of(j * TILE, tokens);
        if (causal && j == tile) {
            chunks = min(chunks, warp + 1);
        }
        for (int c = 0; c < chunks; c++) {
            float p[2][4];
            float dp[2][4];
            scores_of(p, query, k_tile, c * CHUNK);
            scores_of(dp, gradient, v_tile, c * CHUNK);
#pragma unroll
            for (int e = 0; e < 8; e++) {
                int key = j * TILE + c * CHUNK + e / 4 * 8 + t * 2 + e % 2;
                int half = e / 2 % 2;
                bool seen = key < tokens && (!causal || key <= first + g + half * 8);
                float at = seen ? exp2_fast(p[e / 4][e % 4] * scale_2 - own_sum[half]) : 0.0f;
                dp[e / 4][e % 4] = at * (dp[e / 4][e % 4] - own_delta[half]);
            }
            add_product(sum, dp[0], dp[1], k_tile, c * CHUNK);
        }
        __syncthreads(); // this stage is no longer read
    }
    if (!idle) {
        bf16* to = dq + b * tokens * dq_stride + (long long) h * depth;
        write_rows(to, dq_stride, first, tokens, depth, sum, scale, scale, shared + warp * 16 * STRIDE);
    }
}

// ---------------------------------------------------------------------------------------------------------------------
// All three gradients in one pass, for up to 128 tokens and heads whose keys and values registers hold: a block has one
// head of one sequence whole, a warp 16 of its tokens, first as keys, then as queries. dS goes from the one to the other by
// way of shared memory, rounded as for any product; deltas are computed on the way in. Five products in place of seven, and
// everything is read once. Shared memory: q, k, v, dout of `padded` rows, the tokens rounded up to 16; dS^T [padded, padded
// + 8]; then floats: sums, deltas. Threads: 2 `padded`. Grid: B H.

// starts the copy of rows [0, padded)
DEVICE void fetch_all(bf16* tile, const Head& head, int padded) {
    constexpr int RUNS = HEAD_WIDTH / 8;
    for (int i = threadIdx.x; i < padded * RUNS; i += blockDim.x) {
        int row = i / RUNS;
        int column = i % RUNS * 8;
        bool there = row < head.tokens && column < head.depth;
        copy_16(tile + row * STRIDE + column, there ? head.data + row * head.stride + column : head.data, there);
    }
}

// the transpose of rows [row, row + 16), columns [column, column + 16) of a matrix as A
DEVICE void load_a_transposed(unsigned (&a)[4], const bf16* matrix, int stride, int row, int column) {
    int lane = threadIdx.x % WARP;
    load_transposed(a, matrix + (row + lane % 8 + lane / 16 * 8) * stride + column + lane / 8 % 2 * 8);
}

// deltas[row] = dout . out of all rows, zero of those that are padding; eight lanes a row
DEVICE void deltas_of_rows(float* deltas, const Head& out, const Head& dout, int padded) {
    int lane = threadIdx.x % 8;
    for (int row = threadIdx.x / 8; row < padded; row += blockDim.x / 8) { // as often in every thread
        float sum = 0;
        if (row < out.tokens) {
            for (int c = lane * 8; c < out.depth; c += 64) {
                Run<8> a = load<8>(out.data + row * out.stride + c);
                Run<8> b = load<8>(dout.data + row * dout.stride + c);
#pragma unroll
                for (int i = 0; i < 8; i++) {
                    sum += a.v[i] * b.v[i];
                }
            }
        }
        sum = quad_sum(sum);
        sum += __shfl_xor_sync(ALL_LANES, sum, 4);
        if (lane == 0) {
            deltas[row] = sum;
        }
    }
}

DEVICE void attention_whole(
        const Head& queries,
        const Head& keys,
        const Head& values,
        const Head& out,
        const Head& gradients,
        bf16* dq,
        long long dq_stride,
        bf16* dk,
        long long dk_stride,
        bf16* dv,
        long long dv_stride,
        const float* head_sums,
        int causal,
        float scale,
        bf16* shared) {
    int tokens = queries.tokens;
    int padded = blockDim.x / 2;
    int stride = padded + 8;
    bf16* q_tile = shared;
    bf16* k_tile = q_tile + padded * STRIDE;
    bf16* v_tile = k_tile + padded * STRIDE;
    bf16* d_tile = v_tile + padded * STRIDE;
    bf16* slopes = d_tile + padded * STRIDE; // dS^T: rows are keys
    float* line = reinterpret_cast<float*>(slopes + padded * stride);
    float* deltas = line + padded;
    int warp = threadIdx.x / WARP;
    int g = threadIdx.x % WARP / 4;
    int t = threadIdx.x % 4;
    int first = warp * 16;
    int chunks = padded / CHUNK;
    float scale_2 = scale * LOG2_E;

    fetch_all(k_tile, keys, padded);
    fetch_all(v_tile, values, padded);
    close_copies();
    fetch_all(q_tile, queries, padded);
    fetch_all(d_tile, gradients, padded);
    close_copies();
    deltas_of_rows(deltas, out, gradients, padded);
    for (int i = threadIdx.x; i < padded; i += blockDim.x) { // infinity makes the probabilities of absent queries zero
        line[i] = i < tokens ? head_sums[i] * LOG2_E : INFINITE;
    }
    await_copies<0>();
    __syncthreads();

    unsigned key[DEPTHS][4];
    unsigned value[DEPTHS][4];
#pragma unroll
    for (int d = 0; d < DEPTHS; d++) {
        load_a(key[d], k_tile, first, d);
        load_a(value[d], v_tile, first, d);
    }
    float key_sum[2 * DEPTHS][4];
    float value_sum[2 * DEPTHS][4];
    clear(key_sum);
    clear(value_sum);
    for (int c = causal ? warp : 0; c < chunks; c++) {
        float p[2][4];
        float dp[2][4];
        scores_of(p, key, q_tile, c * CHUNK);
        scores_of(dp, value, d_tile, c * CHUNK);
#pragma unroll
        for (int e = 0; e < 8; e++) {
            int query = c * CHUNK + e / 4 * 8 + t * 2 + e % 2;
            int row = first + g + e / 2 % 2 * 8;
            bool seen = row < tokens && (!causal || row <= query);
            float& at = p[e / 4][e % 4];
            at = seen ? exp2_fast(at * scale_2 - line[query]) : 0.0f;
            dp[e / 4][e % 4] = at * (dp[e / 4][e % 4] - deltas[query]);
        }
        add_product(value_sum, p[0], p[1], d_tile, c * CHUNK);
        add_product(key_sum, dp[0], dp[1], q_tile, c * CHUNK);
#pragma unroll
        for (int i = 0; i < 2; i++) {
            bf16* at = slopes + (first + g) * stride + c * CHUNK + i * 8 + t * 2;
            *reinterpret_cast<unsigned*>(at) = pack(dp[i][0], dp[i][1]);
            *reinterpret_cast<unsigned*>(at + 8 * stride) = pack(dp[i][2], dp[i][3]);
        }
    }
    bf16* own = v_tile + first * STRIDE; // read by this warp alone, and no more
    write_rows(dk, dk_stride, first, tokens, queries.depth, key_sum, scale, scale, own);
    write_rows(dv, dv_stride, first, tokens, queries.depth, value_sum, 1, 1, own);
    __syncthreads(); // dS is there
    float sum[2 * DEPTHS][4];
    clear(sum);
    for (int c = 0; c < (causal ? warp + 1 : chunks); c++) {
        unsigned a[4];
        load_a_transposed(a, slopes, stride, c * CHUNK, first);
#pragma unroll
        for (int d = 0; d < DEPTHS; d++) {
            unsigned b[4];
            load_b_of_columns(b, k_tile, c * CHUNK, d);
            multiply(sum[2 * d], a, b[0], b[1]);
            multiply(sum[2 * d + 1], a, b[2], b[3]);
        }
    }
    write_rows(dq, dq_stride, first, tokens, queries.depth, sum, scale, scale, own);
}

#if HEAD_WIDTH <= 80
#define ATTENTION_WHOLE(name, most_threads, blocks)                                                                    \
    extern "C" __global__ void __launch_bounds__(most_threads, blocks) name(                                           \
            const bf16* q,                                                                                             \
            long long q_stride,                                                                                        \
            const bf16* k,                                                                                             \
            long long k_stride,                                                                                        \
            const bf16* v,                                                                                             \
            long long v_stride,                                                                                        \
            const bf16* dout,                                                                                          \
            long long dout_stride,                                                                                     \
            const bf16* out,                                                                                           \
            long long out_stride,                                                                                      \
            bf16* dq,                                                                                                  \
            long long dq_stride,                                                                                       \
            bf16* dk,                                                                                                  \
            long long dk_stride,                                                                                       \
            bf16* dv,                                                                                                  \
            long long dv_stride,                                                                                       \
            const float* sums,                                                                                         \
            int heads,                                                                                                 \
            int tokens,                                                                                                \
            int depth,                                                                                                 \
            int causal,                                                                                                \
            float scale) {                                                                                             \
        DYNAMIC_SHARED(bf16, shared);                                                                                  \
        int h = blockIdx.x % heads;                                                                                    \
        long long b = blockIdx.x / heads;                                                                              \
        long long token = b * tokens;                                                                                  \
        long long column = (long long) h * depth;                                                                      \
        attention_whole(                                                                                               \
                head_of(q, q_stride, b, h, tokens, depth),                                                             \
                head_of(k, k_stride, b, h, tokens, depth),                                                             \
                head_of(v, v_stride, b, h, tokens, depth),                                                             \
                head_of(out, out_stride, b, h, tokens, depth),                                                         \
                head_of(dout, dout_stride, b, h, tokens, depth),                                                       \
                dq + token * dq_stride + column,                                                                       \
                dq_stride,                                                                                             \
                dk + token * dk_stride + column,                                                                       \
                dk_stride,                                                                                             \
                dv + token * dv_stride + column,                                                                       \
                dv_stride,                                                                                             \
                sums + (b * heads + h) * tokens,                                                                       \
                causal,                                                                                                \
                scale,                                                                                                 \
                shared);                                                                                               \
    }
ATTENTION_WHOLE(NAME(attention_whole_64_tokens_, HEAD_WIDTH), 128, 3)
ATTENTION_WHOLE(NAME(attention_whole_128_tokens_, HEAD_WIDTH), 256, 1)
#endif
