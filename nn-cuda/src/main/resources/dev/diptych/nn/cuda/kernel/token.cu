#include "base.cuh"

// Sequences of tokens: patches cut out of images, the class token before them, positions added, rows repeated or picked
// out of a sequence, the gradient of their mean. A thread moves N neighbouring elements.

template <int N>
DEVICE long long first() {
    return ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N;
}

// images [B, 3, S, S], S >= grid * patch; out [B, grid, grid, 3, patch, patch]; N divides the patch's side
// and images' rows start where N elements may be moved at once
template <typename O, int N>
DEVICE void patch_gather(const float* images, O* out, int side, int patch, int grid, long long count) {
    long long e = first<N>();
    if (e >= count) {
        return;
    }
    int of_image = 3 * grid * patch * grid * patch;
    long long image = e / of_image;
    int rest = (int) (e - image * of_image); // 32 bits divide in a fraction of 64's time
    int column = rest % patch;
    rest /= patch;
    int row = rest % patch;
    rest /= patch;
    int channel = rest % 3;
    rest /= 3;
    int x = rest % grid;
    int y = rest / grid;
    long long line = (image * 3 + channel) * side + y * patch + row;
    store<N>(out + e, load<N>(images + line * side + x * patch + column));
}

// out[b, 0] = cls + positions[0], out[b, t] = patches[b, t - 1] + positions[t]; N divides W
template <int N>
DEVICE void prepend_class(
        const float* patches, const float* cls, const float* positions, float* out, int tokens, int width, long long count) {
    long long e = first<N>();
    if (e >= count) {
        return;
    }
    long long row = e / width;
    int column = (int) (e % width);
    long long b = row / tokens;
    int t = (int) (row % tokens);
    const float* token = t == 0 ? cls : patches + (b * (tokens - 1) + t - 1) * width;
    Run<N> run = load<N>(token + column);
    Run<N> place = load<N>(positions + (long long) t * width + column);
#pragma unroll
    for (int i = 0; i < N; i++) {
        run.v[i] += place.v[i];
    }
    store<N>(out + e, run);
}

// out[b] = x[b] + positions; a sequence has `length` elements
template <int N>
DEVICE void add_positions(const float* x, const float* positions, float* out, long long length, long long count) {
    long long e = first<N>();
    if (e >= count) {
        return;
    }
    Run<N> run = load<N>(x + e);
    Run<N> place = load<N>(positions + e % length);
#pragma unroll
    for (int i = 0; i < N; i++) {
        run.v[i] += place.v[i];
    }
    store<N>(out + e, run);
}

// out[b] = x, `length` elements
template <typename O, int N>
DEVICE void repeat(const float* x, O* out, long long length, long long count) {
    long long e = first<N>();
    if (e < count) {
        store<N>(out + e, load<N>(x + e % length));
    }
}

// dx[b, t] = dout[b] * share from token `from` on, zero before, or +=; N divides W
template <typename T, int N>
DEVICE void average_tokens_grad(
        const T* dout, T* dx, int from, float share, int tokens, int width, long long count, int accumulate) {
    long long e = first<N>();
    if (e >= count) {
        return;
    }
    long long row = e / width;
    bool counts = row % tokens >= from;
    if (!counts && accumulate) {
        return;
    }
    Run<N> run = load<N>(dout + row / tokens * width + e % width);
#pragma unroll
    for (int i = 0; i < N; i++) {
        run.v[i] = counts ? run.v[i] * share : 0.0f;
    }
    if (accumulate) {
        Run<N> sum = load<N>(dx + e);
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] += sum.v[i];
        }
    }
    store<N>(dx + e, run);
}

// out[b] = x[rows[b]]; x [M, W], out [B, W]
template <typename T, int N>
DEVICE void select_rows(const T* x, const int* rows, T* out, int width, long long count) {
    long long e = first<N>();
    if (e < count) {
        store<N>(out + e, load<N>(x + (long long) rows[e / width] * width + e % width));
    }
}

// dx[rows[b]] = dout[b], or += ; rows are distinct, so no two threads meet
template <typename T, int N>
DEVICE void select_rows_grad(const T* dout, const int* rows, T* dx, int width, long long count, int accumulate) {
    long long e = first<N>();
    if (e >= count) {
        return;
    }
    Run<N> run = load<N>(dout + e);
    T* to = dx + (long long) rows[e / width] * width + e % width;
    if (accumulate) {
        Run<N> sum = load<N>(to);
#pragma unroll
        for (int i = 0; i < N; i++) {
            run.v[i] += sum.v[i];
        }
    }
    store<N>(to, run);
}

// out[i] = table[ids[i]] + positions[i % T]; N divides W
template <int N>
DEVICE void embedding(
        const int* ids, const float* table, const float* positions, float* out, int tokens, int width, long long count) {
    long long e = first<N>();
    if (e >= count) {
        return;
    }
    long long token = e / width;
    int column = (int) (e % width);
    Run<N> run = load<N>(table + (long long) ids[token] * width + column);
    Run<N> place = load<N>(positions + token % tokens * width + column);
#pragma unroll
    for (int i = 0; i < N; i++) {
        run.v[i] += place.v[i];
    }
    store<N>(out + e, run);
}

#define PATCH_GATHER(name, O, N)                                                                                   \
    extern "C" __global__ void name(const float* images, O* out, int side, int patch, int grid, long long count) { \
        patch_gather<O, N>(images, out, side, patch, grid, count);                                                 \
    }
PATCH_GATHER(patch_gather_f32_8, float, 8)
PATCH_GATHER(patch_gather_f32_1, float, 1)
PATCH_GATHER(patch_gather_bf16_8, bf16, 8)
PATCH_GATHER(patch_gather_bf16_1, bf16, 1)

#define TOKENS(N)                                                                                                  \
    extern "C" __global__ void prepend_class_##N(                                                                  \
            const float* patches,                                                                                  \
            const float* cls,                                                                                      \
            const float* positions,                                                                                \
            float* out,                                                                                            \
            int tokens,                                                                                            \
            int width,                                                                                             \
            long long count) {                                                                                     \
        prepend_class<N>(patches, cls, positions, out, tokens, width, count);                                      \
    }                                                                                                              \
    extern "C" __global__ void add_positions_##N(                                                                  \
            const float* x, const float* positions, float* out, long long length, long long count) {               \
        add_positions<N>(x, positions, out, length, count);                                                        \
    }                                                                                                              \
    extern "C" __global__ void embedding_##N(                                                                      \
            const int* ids,                                                                                        \
            const float* table,                                                                                    \
            const float* positions,                                                                                \
            float* out,                                                                                            \
            int tokens,                                                                                            \
            int width,                                                                                             \
            long long count) {                                                                                     \
        embedding<N>(ids, table, positions, out, tokens, width, count);                                            \
    }
TOKENS(8)
TOKENS(1)

#define SELECT_ROWS(suffix, T, N)                                                                                  \
    extern "C" __global__ void select_rows_##suffix(const T* x, const int* rows, T* out, int width, long long count) { \
        select_rows<T, N>(x, rows, out, width, count);                                                             \
    }                                                                                                              \
    extern "C" __global__ void select_rows_grad_##suffix(                                                          \
            const T* dout, const int* rows, T* dx, int width, long long count, int accumulate) {                   \
        select_rows_grad<T, N>(dout, rows, dx, width, count, accumulate);                                          \
    }
SELECT_ROWS(f32_8, float, 8)
SELECT_ROWS(f32_1, float, 1)
SELECT_ROWS(bf16_8, bf16, 8)
SELECT_ROWS(bf16_1, bf16, 1)

#define SEQUENCES(suffix, T, N)                                                                                    \
    extern "C" __global__ void repeat_##suffix(const float* x, T* out, long long length, long long count) {        \
        repeat<T, N>(x, out, length, count);                                                                       \
    }                                                                                                              \
    extern "C" __global__ void average_tokens_grad_##suffix(                                                       \
            const T* dout, T* dx, int from, float share, int tokens, int width, long long count, int accumulate) { \
        average_tokens_grad<T, N>(dout, dx, from, share, tokens, width, count, accumulate);                        \
    }
SEQUENCES(f32_8, float, 8)
SEQUENCES(f32_1, float, 1)
SEQUENCES(bf16_8, bf16, 8)
SEQUENCES(bf16_1, bf16, 1)
