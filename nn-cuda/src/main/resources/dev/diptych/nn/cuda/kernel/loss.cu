#include "base.cuh"

// The losses over similarities [B, B], image rows by text columns, or some rows of them from row `first` on, with their
// gradients. Entry (i, j) counts unless i and j differ and are of one group; groups may be null. Sums are in an order that
// the sizes alone decide.

constexpr int LOSS_THREADS = 256;

DEVICE bool counts(const int* groups, int i, int j) {
    return i == j || groups == nullptr || groups[i] != groups[j];
}

// The largest value and the sum of e^(scale (v - largest)) of a part of a row or column; empty: minus infinity and 0.
struct Softmax {
    float largest;
    float sum;
};

DEVICE Softmax join(Softmax a, Softmax b, float scale) {
    if (a.sum == 0) {
        return b;
    }
    if (b.sum == 0) {
        return a;
    }
    float largest = fmaxf(a.largest, b.largest);
    Softmax both = {
        largest, a.sum * expf(scale * (a.largest - largest)) + b.sum * expf(scale * (b.largest - largest))};
    return both;
}

DEVICE Softmax joined(Softmax a, float v, float scale) {
    Softmax b = {v, 1};
    return join(a, b, scale);
}

// line[i] = {largest of row i, log of the sum of e^(scale (v - largest))}; spread[i] = what each entry that counts gets of the
// row's smoothed target; a block a row
extern "C" __global__ void __launch_bounds__(LOSS_THREADS) info_nce_rows(
        const float* similarities,
        const float* log_scale,
        const int* groups,
        float2* line,
        float* spread,
        float smoothing,
        int batch) {
    __shared__ float lines[WARP];
    int i = blockIdx.x;
    const float* row = similarities + (long long) i * batch;
    float scale = expf(log_scale[0]);
    float largest = -INFINITE;
    for (int j = threadIdx.x; j < batch; j += LOSS_THREADS) {
        if (counts(groups, i, j)) {
            largest = fmaxf(largest, row[j]);
        }
    }
    largest = block_max(largest, lines);
    float sum = 0;
    float count = 0;
    for (int j = threadIdx.x; j < batch; j += LOSS_THREADS) {
        if (counts(groups, i, j)) {
            sum += expf(scale * (row[j] - largest));
            count += 1;
        }
    }
    sum = block_sum(sum, lines);
    count = block_sum(count, lines);
    if (threadIdx.x == 0) {
        line[i] = make_float2(largest, logf(sum));
        spread[i] = smoothing / count;
    }
}

// the same of each column; a block has 32 columns, its 8 warps share out the rows
extern "C" __global__ void __launch_bounds__(LOSS_THREADS)
        info_nce_columns(const float* similarities, const float* log_scale, const int* groups, float2* line, int batch) {
    __shared__ Softmax parts[LOSS_THREADS / WARP][WARP];
    int lane = threadIdx.x % WARP;
    int warp = threadIdx.x / WARP;
    int j = blockIdx.x * WARP + lane;
    float scale = expf(log_scale[0]);
    Softmax part = {-INFINITE, 0};
    if (j < batch) {
        for (int i = warp; i < batch; i += LOSS_THREADS / WARP) {
            if (counts(groups, i, j)) {
                part = joined(part, similarities[(long long) i * batch + j], scale);
            }
        }
    }
    parts[warp][lane] = part;
    __syncthreads();
    if (warp == 0 && j < batch) {
        for (int w = 1; w < LOSS_THREADS / WARP; w++) {
            part = join(part, parts[w][lane], scale);
        }
        line[j] = make_float2(part.largest, logf(part.sum));
    }
}

// With z = scale v: dz = (row softmax + column softmax) / 2B - target / B, where the target is (1 - smoothing) [i = j] plus
// half of what row and column spread; gradient = weight scale dz. sums[i] = {row i's share of the loss, of d loss / d scale};
// a block a row
extern "C" __global__ void __launch_bounds__(LOSS_THREADS) info_nce_gradient(
        const float* similarities,
        const float* log_scale,
        const int* groups,
        const float2* row_line,
        const float2* column_line,
        const float* spread,
        float smoothing,
        float weight,
        float* gradient,
        float2* sums,
        int batch) {
    __shared__ float lines[WARP];
    int i = blockIdx.x;
    const float* row = similarities + (long long) i * batch;
    float scale = expf(log_scale[0]);
    float2 own = row_line[i];
    float own_spread = spread[i];
    float slope = 0;
    float spread_values = 0;
    for (int j = threadIdx.x; j < batch; j += LOSS_THREADS) {
        float dz = 0;
        if (counts(groups, i, j)) {
            float v = row[j];
            float2 other = column_line[j];
            float share = 0.5f * (own_spread + spread[j]);
            dz = (expf(scale * (v - own.x) - own.y) + expf(scale * (v - other.x) - other.y)) * (0.5f / batch)
                    - share / batch;
            if (i == j) {
                dz -= (1 - smoothing) / batch;
            }
            slope += dz * v;
            spread_values += share * v;
        }
        gradient[(long long) i * batch + j] = weight * dz * scale;
    }
    slope = block_sum(slope, lines);
    spread_values = block_sum(spread_values, lines);
    if (threadIdx.x == 0) {
        float2 other = column_line[i];
        float v = row[i];
        float loss = 0.5f * (scale * (own.x - v) + own.y + scale * (other.x - v) + other.y);
        sums[i] = make_float2(loss + scale * (smoothing * v - spread_values), slope);
    }
}

// loss = weight * sum of the rows' losses / B, scale_gradient = weight * sum of their slopes * scale (d / d log s = s d / ds);
// one block
extern "C" __global__ void __launch_bounds__(LOSS_THREADS)
        cross_entropy_total(
                const float2* sums,
                const float* log_scale,
                float weight,
                float* loss,
                float* scale_gradient,
                int rows,
                int batch) {
    __shared__ float lines[WARP];
    float total = 0;
    float slope = 0;
    for (int i = threadIdx.x; i < rows; i += LOSS_THREADS) {
        total += sums[i].x;
        slope += sums[i].y;
    }
    total = block_sum(total, lines);
    slope = block_sum(slope, lines);
    if (threadIdx.x == 0) {
        loss[0] = weight * total / batch;
        scale_gradient[0] = weight * slope * expf(log_scale[0]);
    }
}

// One direction: with z = scale v, dz = (row softmax - target) / B, where the target of row i is 1 - smoothing at column
// first + i, and smoothing spread over the entries that count. sums[i] = {row i's loss, its sum of dz v}; a block a row
extern "C" __global__ void __launch_bounds__(LOSS_THREADS) cross_entropy_rows(
        const float* similarities,
        const float* log_scale,
        const int* groups,
        int first,
        float smoothing,
        float weight,
        float* gradient,
        float2* sums,
        int batch) {
    __shared__ float lines[WARP];
    int i = blockIdx.x;
    int pair = first + i;
    const float* row = similarities + (long long) i * batch;
    float scale = expf(log_scale[0]);
    float largest = -INFINITE;
    for (int j = threadIdx.x; j < batch; j += LOSS_THREADS) {
        if (counts(groups, pair, j)) {
            largest = fmaxf(largest, row[j]);
        }
    }
    largest = block_max(largest, lines);
    float sum = 0;
    float values = 0;
    float count = 0;
    for (int j = threadIdx.x; j < batch; j += LOSS_THREADS) {
        if (counts(groups, pair, j)) {
            sum += expf(scale * (row[j] - largest));
            values += row[j];
            count += 1;
        }
    }
    sum = block_sum(sum, lines);
    values = block_sum(values, lines);
    count = block_sum(count, lines);
    float log_sum = logf(sum);
    float spread = smoothing / count;
    float slope = 0;
    for (int j = threadIdx.x; j < batch; j += LOSS_THREADS) {
        float dz = 0;
        if (counts(groups, pair, j)) {
            float v = row[j];
            dz = (expf(scale * (v - largest) - log_sum) - spread - (j == pair ? 1 - smoothing : 0.0f)) / batch;
            slope += dz * v;
        }
        gradient[(long long) i * batch + j] = weight * dz * scale;
    }
    slope = block_sum(slope, lines);
    if (threadIdx.x == 0) {
        float v = row[pair];
        sums[i] = make_float2(scale * (largest - v) + log_sum + scale * (smoothing * v - spread * values), slope);
    }
}

// With z = scale v and q the softmax of the teacher's row, dz = (row softmax - q) / M; sums[i] = {row i's loss, its sum of dz v};
// a block a row
extern "C" __global__ void __launch_bounds__(LOSS_THREADS) soft_cross_entropy_rows(
        const float* similarities,
        const float* log_scale,
        const float* teacher,
        float teacher_scale,
        float weight,
        float* gradient,
        float2* sums,
        int rows,
        int columns) {
    __shared__ float lines[WARP];
    int i = blockIdx.x;
    const float* row = similarities + (long long) i * columns;
    const float* taught = teacher + (long long) i * columns;
    float scale = expf(log_scale[0]);
    float largest = -INFINITE;
    float teacher_largest = -INFINITE;
    for (int j = threadIdx.x; j < columns; j += LOSS_THREADS) {
        largest = fmaxf(largest, row[j]);
        teacher_largest = fmaxf(teacher_largest, taught[j]);
    }
    largest = block_max(largest, lines);
    teacher_largest = block_max(teacher_largest, lines);
    float sum = 0;
    float teacher_sum = 0;
    for (int j = threadIdx.x; j < columns; j += LOSS_THREADS) {
        sum += expf(scale * (row[j] - largest));
        teacher_sum += expf(teacher_scale * (taught[j] - teacher_largest));
    }
    float log_sum = logf(block_sum(sum, lines));
    float teacher_log_sum = logf(block_sum(teacher_sum, lines));
    float slope = 0;
    float expected = 0;
    for (int j = threadIdx.x; j < columns; j += LOSS_THREADS) {
        float v = row[j];
        float target = expf(teacher_scale * (taught[j] - teacher_largest) - teacher_log_sum);
        float dz = (expf(scale * (v - largest) - log_sum) - target) / rows;
        slope += dz * v;
        expected += target * (largest - v);
        gradient[(long long) i * columns + j] = weight * dz * scale;
    }
    slope = block_sum(slope, lines);
    expected = block_sum(expected, lines);
    if (threadIdx.x == 0) {
        sums[i] = make_float2(scale * expected + log_sum, slope);
    }
}

// With z = +-(scale v + bias), + where row and column are a pair: loss -log sigmoid(z), d loss / d (scale v + bias) = -+sigmoid(-z).
// sums[i] = {row i's loss, its sum of slope v, its sum of slopes, 0}; a block a row
extern "C" __global__ void __launch_bounds__(LOSS_THREADS) sigmoid_gradient(
        const float* similarities,
        const float* log_scale,
        const float* bias,
        const int* groups,
        int first,
        float weight,
        float* gradient,
        float4* sums,
        int batch) {
    __shared__ float lines[WARP];
    int i = blockIdx.x;
    const float* row = similarities + (long long) i * batch;
    float scale = expf(log_scale[0]);
    float shift = bias[0];
    int pair = first + i;
    float total = 0;
    float dscale = 0;
    float dbias = 0;
    for (int j = threadIdx.x; j < batch; j += LOSS_THREADS) {
        float out = 0;
        if (counts(groups, pair, j)) {
            float v = row[j];
            float sign = pair == j ? 1.0f : -1.0f;
            float z = sign * (scale * v + shift);
            float small = expf(-fabsf(z)); // at most one
            total += log1pf(small) + fmaxf(-z, 0.0f);
            float opposite = (z >= 0 ? small : 1.0f) / (1.0f + small); // sigmoid(-z)
            float slope = -sign * opposite;
            dscale += slope * v;
            dbias += slope;
            out = weight * slope * scale / batch;
        }
        gradient[(long long) i * batch + j] = out;
    }
    total = block_sum(total, lines);
    dscale = block_sum(dscale, lines);
    dbias = block_sum(dbias, lines);
    if (threadIdx.x == 0) {
        sums[i] = make_float4(total, dscale, dbias, 0);
    }
}

// one block
extern "C" __global__ void __launch_bounds__(LOSS_THREADS) sigmoid_total(
        const float4* sums,
        const float* log_scale,
        float weight,
        float* loss,
        float* scale_gradient,
        float* bias_gradient,
        int rows,
        int batch) {
    __shared__ float lines[WARP];
    float total = 0;
    float dscale = 0;
    float dbias = 0;
    for (int i = threadIdx.x; i < rows; i += LOSS_THREADS) {
        float4 row = sums[i];
        total += row.x;
        dscale += row.y;
        dbias += row.z;
    }
    total = block_sum(total, lines);
    dscale = block_sum(dscale, lines);
    dbias = block_sum(dbias, lines);
    if (threadIdx.x == 0) {
        loss[0] = weight * total / batch;
        scale_gradient[0] = weight * dscale * expf(log_scale[0]) / batch;
        bias_gradient[0] = weight * dbias / batch;
    }
}
