#include "base.cuh"

// Attention without tensor cores, for any shape, type and stride: a warp owns a query (or, for dK and dV, a key) of one
// head and goes through the others one by one; its lanes share out the head's columns, R each. It is what the fast
// kernels are to be compared with, and what runs where they cannot: float32, a single query, odd widths.
//
// q, k, v, out and their gradients are [B, Q or T, H D] with rows `stride` apart. What is kept for the gradient is either
// map [B, H, Q, T], the probabilities, or sums [B, H, Q], the logarithm of each query's softmax sum; the other is null.

// a matrix of tokens by columns and the distance of its rows
template <typename E>
struct Rows {
    E* data;
    long long stride;

    // where head h of token t of sequence b begins
    __device__ E* at(long long b, int tokens, int t, int h, int depth) const {
        return data + (b * tokens + t) * stride + h * depth;
    }
};

struct Sizes {
    int heads;
    int queries;
    int tokens;
    int depth; // of a head
    int causal;
    float scale;
};

// the last token that a query sees
DEVICE int limit(const Sizes& n, const int* visible, long long b, int t) {
    return n.causal ? t : visible != nullptr ? min(visible[b], n.tokens - 1) : n.tokens - 1;
}

template <typename E, int R>
DEVICE Run<R> columns(const E* from, int depth) {
    Run<R> run;
#pragma unroll
    for (int r = 0; r < R; r++) {
        int c = threadIdx.x % WARP + r * WARP;
        run.v[r] = c < depth ? to_float(from[c]) : 0.0f;
    }
    return run;
}

template <typename E, int R>
DEVICE void put_columns(E* to, int depth, const Run<R>& run, float factor) {
#pragma unroll
    for (int r = 0; r < R; r++) {
        int c = threadIdx.x % WARP + r * WARP;
        if (c < depth) {
            put(to + c, run.v[r] * factor);
        }
    }
}

template <int R>
DEVICE float dot(const Run<R>& a, const Run<R>& b) {
    float sum = 0;
#pragma unroll
    for (int r = 0; r < R; r++) {
        sum += a.v[r] * b.v[r];
    }
    return warp_sum(sum);
}

template <int R>
DEVICE void add(Run<R>& sum, float factor, const Run<R>& x) {
#pragma unroll
    for (int r = 0; r < R; r++) {
        sum.v[r] += factor * x.v[r];
    }
}

template <int R>
DEVICE Run<R> zero() {
    Run<R> run;
#pragma unroll
    for (int r = 0; r < R; r++) {
        run.v[r] = 0;
    }
    return run;
}

// out = softmax(q k^T scale + mask) v: the largest score so far and the sum relative to it are carried along
template <typename E, int R>
DEVICE void attention(
        Rows<const E> q, Rows<const E> k, Rows<const E> v, Rows<E> out, const int* visible, E* map, float* sums, Sizes n, long long all) {
    long long row = (long long) blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (row >= all) {
        return; // the whole warp
    }
    int t = (int) (row % n.queries);
    int h = (int) (row / n.queries % n.heads);
    long long b = row / n.queries / n.heads;
    int last = limit(n, visible, b, t);
    Run<R> query = columns<E, R>(q.at(b, n.queries, t, h, n.depth), n.depth);
    Run<R> value = zero<R>();
    float largest = -INFINITE;
    float sum = 0;
    for (int s = 0; s <= last; s++) {
        float score = dot(query, columns<E, R>(k.at(b, n.tokens, s, h, n.depth), n.depth)) * n.scale;
        float now = fmaxf(largest, score);
        float shrink = expf(largest - now);
        float p = expf(score - now);
        largest = now;
        sum = sum * shrink + p;
        Run<R> line = columns<E, R>(v.at(b, n.tokens, s, h, n.depth), n.depth);
#pragma unroll
        for (int r = 0; r < R; r++) {
            value.v[r] = value.v[r] * shrink + p * line.v[r];
        }
    }
    put_columns<E, R>(out.at(b, n.queries, t, h, n.depth), n.depth, value, 1.0f / sum);
    bool first = threadIdx.x % WARP == 0;
    if (sums != nullptr && first) {
        sums[row] = largest + logf(sum);
    }
    if (map != nullptr) {
        for (int s = 0; s < n.tokens; s++) {
            float p = 0;
            if (s <= last) {
                float score = dot(query, columns<E, R>(k.at(b, n.tokens, s, h, n.depth), n.depth)) * n.scale;
                p = expf(score - largest) / sum;
            }
            if (first) {
                put(map + row * n.tokens + s, p);
            }
        }
    }
}

// With P the probabilities, dP = dO V^T and D = rowsum(P dP) = dO . O: dS = P (dP - D), dQ = dS K scale. D [B, H, Q] is
// written for dK and dV. `out` is null where a map is kept, for then it need not be there any more.
template <typename E, int R>
DEVICE void attention_dq(
        Rows<const E> q,
        Rows<const E> k,
        Rows<const E> v,
        Rows<const E> out,
        Rows<const E> dout,
        Rows<E> dq,
        const int* visible,
        const E* map,
        const float* sums,
        float* deltas,
        Sizes n,
        long long all) {
    long long row = (long long) blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (row >= all) {
        return;
    }
    int t = (int) (row % n.queries);
    int h = (int) (row / n.queries % n.heads);
    long long b = row / n.queries / n.heads;
    int last = limit(n, visible, b, t);
    Run<R> query = columns<E, R>(q.at(b, n.queries, t, h, n.depth), n.depth);
    Run<R> gradient = columns<E, R>(dout.at(b, n.queries, t, h, n.depth), n.depth);
    float delta = 0;
    if (map == nullptr) {
        delta = dot(gradient, columns<E, R>(out.at(b, n.queries, t, h, n.depth), n.depth));
    } else {
        for (int s = 0; s <= last; s++) {
            float p = to_float(map[row * n.tokens + s]);
            delta += p * dot(gradient, columns<E, R>(v.at(b, n.tokens, s, h, n.depth), n.depth));
        }
    }
    Run<R> sum = zero<R>();
    for (int s = 0; s <= last; s++) {
        Run<R> key = columns<E, R>(k.at(b, n.tokens, s, h, n.depth), n.depth);
        float p = map == nullptr ? expf(dot(query, key) * n.scale - sums[row]) : to_float(map[row * n.tokens + s]);
        float dp = dot(gradient, columns<E, R>(v.at(b, n.tokens, s, h, n.depth), n.depth));
        add(sum, p * (dp - delta), key);
    }
    put_columns<E, R>(dq.at(b, n.queries, t, h, n.depth), n.depth, sum, n.scale);
    if (threadIdx.x % WARP == 0) {
        deltas[row] = delta;
    }
}

// dV = P^T dO, dK = dS^T Q scale: a warp has a key
template <typename E, int R>
DEVICE void attention_dkv(
        Rows<const E> q,
        Rows<const E> k,
        Rows<const E> v,
        Rows<const E> dout,
        Rows<E> dk,
        Rows<E> dv,
        const int* visible,
        const E* map,
        const float* sums,
        const float* deltas,
        Sizes n,
        long long all) {
    long long row = (long long) blockIdx.x * (blockDim.x / WARP) + threadIdx.x / WARP;
    if (row >= all) {
        return;
    }
    int s = (int) (row % n.tokens);
    int h = (int) (row / n.tokens % n.heads);
    long long b = row / n.tokens / n.heads;
    Run<R> key = columns<E, R>(k.at(b, n.tokens, s, h, n.depth), n.depth);
    Run<R> value = columns<E, R>(v.at(b, n.tokens, s, h, n.depth), n.depth);
    Run<R> key_sum = zero<R>();
    Run<R> value_sum = zero<R>();
    for (int t = n.causal ? s : 0; t < n.queries; t++) {
        if (s > limit(n, visible, b, t)) {
            continue;
        }
        long long line = (b * n.heads + h) * n.queries + t;
        Run<R> query = columns<E, R>(q.at(b, n.queries, t, h, n.depth), n.depth);
        Run<R> gradient = columns<E, R>(dout.at(b, n.queries, t, h, n.depth), n.depth);
        float p = map == nullptr ? expf(dot(query, key) * n.scale - sums[line]) : to_float(map[line * n.tokens + s]);
        float dp = dot(gradient, value);
        add(value_sum, p, gradient);
        add(key_sum, p * (dp - deltas[line]), query);
    }
    put_columns<E, R>(dk.at(b, n.tokens, s, h, n.depth), n.depth, key_sum, n.scale);
    put_columns<E, R>(dv.at(b, n.tokens, s, h, n.depth), n.depth, value_sum, 1.0f);
}

#define SIZES int heads, int queries, int tokens, int depth, int causal, float scale, long long all
#define PLAIN_ATTENTION(suffix, E, R)                                                                              \
    extern "C" __global__ void __launch_bounds__(128) attention_plain_##suffix(                                    \
            const E* q,                                                                                            \
            long long q_stride,                                                                                    \
            const E* k,                                                                                            \
            long long k_stride,                                                                                    \
            const E* v,                                                                                            \
            long long v_stride,                                                                                    \
            E* out,                                                                                                \
            long long out_stride,                                                                                  \
            const int* visible,                                                                                    \
            E* map,                                                                                                \
            float* sums,                                                                                           \
            SIZES) {                                                                                               \
        Sizes n = {heads, queries, tokens, depth, causal, scale};                                                  \
        attention<E, R>(                                                                                           \
                {q, q_stride}, {k, k_stride}, {v, v_stride}, {out, out_stride}, visible, map, sums, n, all);       \
    }                                                                                                              \
    extern "C" __global__ void __launch_bounds__(128) attention_plain_dq_##suffix(                                 \
            const E* q,                                                                                            \
            long long q_stride,                                                                                    \
            const E* k,                                                                                            \
            long long k_stride,                                                                                    \
            const E* v,                                                                                            \
            long long v_stride,                                                                                    \
            const E* out,                                                                                          \
            long long out_stride,                                                                                  \
            const E* dout,                                                                                         \
            long long dout_stride,                                                                                 \
            E* dq,                                                                                                 \
            long long dq_stride,                                                                                   \
            const int* visible,                                                                                    \
            const E* map,                                                                                          \
            const float* sums,                                                                                     \
            float* deltas,                                                                                         \
            SIZES) {                                                                                               \
        Sizes n = {heads, queries, tokens, depth, causal, scale};                                                  \
        attention_dq<E, R>(                                                                                        \
                {q, q_stride},                                                                                     \
                {k, k_stride},                                                                                     \
                {v, v_stride},                                                                                     \
                {out, out_stride},                                                                                 \
                {dout, dout_stride},                                                                               \
                {dq, dq_stride},                                                                                   \
                visible,                                                                                           \
                map,                                                                                               \
                sums,                                                                                              \
                deltas,                                                                                            \
                n,                                                                                                 \
                all);                                                                                              \
    }                                                                                                              \
    extern "C" __global__ void __launch_bounds__(128) attention_plain_dkv_##suffix(                                \
            const E* q,                                                                                            \
            long long q_stride,                                                                                    \
            const E* k,                                                                                            \
            long long k_stride,                                                                                    \
            const E* v,                                                                                            \
            long long v_stride,                                                                                    \
            const E* dout,                                                                                         \
            long long dout_stride,                                                                                 \
            E* dk,                                                                                                 \
            long long dk_stride,                                                                                   \
            E* dv,                                                                                                 \
            long long dv_stride,                                                                                   \
            const int* visible,                                                                                    \
            const E* map,                                                                                          \
            const float* sums,                                                                                     \
            const float* deltas,                                                                                   \
            SIZES) {                                                                                               \
        Sizes n = {heads, queries, tokens, depth, causal, scale};                                                  \
        attention_dkv<E, R>(                                                                                       \
                {q, q_stride},                                                                                     \
                {k, k_stride},                                                                                     \
                {v, v_stride},                                                                                     \
                {dout, dout_stride},                                                                               \
                {dk, dk_stride},                                                                                   \
                {dv, dv_stride},                                                                                   \
                visible,                                                                                           \
                map,                                                                                               \
                sums,                                                                                              \
                deltas,                                                                                            \
                n,                                                                                                 \
                all);                                                                                              \
    }
PLAIN_ATTENTION(f32_64, float, 2)
PLAIN_ATTENTION(f32_128, float, 4)
PLAIN_ATTENTION(f32_256, float, 8)
PLAIN_ATTENTION(bf16_64, bf16, 2)
PLAIN_ATTENTION(bf16_128, bf16, 4)
PLAIN_ATTENTION(bf16_256, bf16, 8)
