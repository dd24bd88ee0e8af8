#include "base.cuh"

// The global gradient norm with the factor that clips to it, the guard, bounds, and averages.

constexpr int NORM_THREADS = 256;

// The sum over a block of NORM_THREADS threads, in thread 0, in an order that the block size alone decides.
DEVICE double norm_sum(double x) {
    __shared__ double sums[NORM_THREADS];
    sums[threadIdx.x] = x;
    __syncthreads();
    for (int half = NORM_THREADS / 2; half > 0; half /= 2) {
        if (threadIdx.x < half) {
            sums[threadIdx.x] += sums[threadIdx.x + half];
        }
        __syncthreads();
    }
    return sums[0];
}

// partial[at + block] = sum of the squares of every (blocks * 256)th run of N, in double: no square overflows there
template <int N>
DEVICE void squares(const float* x, long long count, double* partial, int at) {
    double sum = 0;
    long long step = (long long) gridDim.x * blockDim.x * N;
    for (long long e = ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N; e < count; e += step) {
        Run<N> run = load<N>(x + e);
#pragma unroll
        for (int i = 0; i < N; i++) {
            sum += (double) run.v[i] * run.v[i];
        }
    }
    sum = norm_sum(sum);
    if (threadIdx.x == 0) {
        partial[at + blockIdx.x] = sum;
    }
}

extern "C" __global__ void __launch_bounds__(NORM_THREADS)
        squares_8(const float* x, long long count, double* partial, int at) {
    squares<8>(x, count, partial, at);
}

extern "C" __global__ void __launch_bounds__(NORM_THREADS)
        squares_1(const float* x, long long count, double* partial, int at) {
    squares<1>(x, count, partial, at);
}

// norm = sqrt of the sum of `parts` partial sums, factor = min(1, limit / (norm + 1e-6)), or 1 without limit; one block
extern "C" __global__ void __launch_bounds__(NORM_THREADS)
        clip(const double* partial, int parts, float limit, float* norm, float* factor) {
    double sum = 0;
    for (int i = threadIdx.x; i < parts; i += NORM_THREADS) {
        sum += partial[i];
    }
    sum = norm_sum(sum);
    if (threadIdx.x == 0) {
        float length = (float) sqrt(sum);
        float ratio = limit / (length + 1e-6f);
        norm[0] = length;
        factor[0] = limit == INFINITE || ratio > 1.0f ? 1.0f : ratio;
    }
}

// open = 1 where the loss and the square of norm * factor are finite and loss and norm within limits, else 0; one thread
extern "C" __global__ void guard(
    const float* loss, const float* norm, const float* factor, const float* limits, float* open) {
    if (threadIdx.x == 0) {
        float clipped = norm[0] * factor[0];
        bool finite = fabsf(loss[0]) < INFINITE && clipped * clipped < INFINITE;
        open[0] = finite && loss[0] <= limits[0] && norm[0] <= limits[1] ? 1.0f : 0.0f;
    }
}

// x = max(low, min(x, high)) unless open is 0, and told = x; one thread
extern "C" __global__ void clamp(float* x, float low, float high, const float* open, float* told) {
    if (threadIdx.x == 0) {
        float value = open[0] == 0 ? x[0] : fmaxf(low, fminf(x[0], high));
        x[0] = value;
        told[0] = value;
    }
}

// average += share (p - average), or nothing where open is 0
template <int N>
DEVICE void average(float* averages, const float* parameter, const float* share, const float* open, long long count) {
    long long e = ((long long) blockIdx.x * blockDim.x + threadIdx.x) * N;
    if (e >= count || open[0] == 0) {
        return;
    }
    float part = share[0];
    Run<N> a = load<N>(averages + e);
    Run<N> p = load<N>(parameter + e);
#pragma unroll
    for (int i = 0; i < N; i++) {
        a.v[i] += part * (p.v[i] - a.v[i]);
    }
    store<N>(averages + e, a);
}

extern "C" __global__ void average_8(
        float* averages, const float* parameter, const float* share, const float* open, long long count) {
    average<8>(averages, parameter, share, open, count);
}

extern "C" __global__ void average_1(
        float* averages, const float* parameter, const float* share, const float* open, long long count) {
    average<1>(averages, parameter, share, open, count);
}
