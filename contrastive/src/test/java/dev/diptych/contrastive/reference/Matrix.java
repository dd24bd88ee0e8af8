package dev.diptych.contrastive.reference;

/** Rows of numbers in double precision. */
final class Matrix {
    final int rows;
    final int columns;
    private final double[] values;

    Matrix(int rows, int columns, double[] values) {
        if (values.length != rows * columns) {
            throw new IllegalArgumentException(
                    "matrix: " + values.length + " values, expected " + rows + " rows of " + columns);
        }
        this.rows = rows;
        this.columns = columns;
        this.values = values;
    }

    static Matrix zeros(int rows, int columns) {
        return new Matrix(rows, columns, new double[rows * columns]);
    }

    double at(int row, int column) {
        return values[row * columns + column];
    }

    void set(int row, int column, double value) {
        values[row * columns + column] = value;
    }

    double[] toArray() {
        return values.clone();
    }

    Matrix row(int row) {
        return rowsFrom(row, 1);
    }

    Matrix rowsFrom(int first, int count) {
        Matrix out = zeros(count, columns);
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < columns; j++) {
                out.set(i, j, at(first + i, j));
            }
        }
        return out;
    }

    Matrix columnsFrom(int first, int count) {
        Matrix out = zeros(rows, count);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < count; j++) {
                out.set(i, j, at(i, first + j));
            }
        }
        return out;
    }

    /** This matrix with the rows of {@code below} after its own. */
    Matrix above(Matrix below) {
        Matrix out = zeros(rows + below.rows, columns);
        for (int i = 0; i < out.rows; i++) {
            for (int j = 0; j < columns; j++) {
                out.set(i, j, i < rows ? at(i, j) : below.at(i - rows, j));
            }
        }
        return out;
    }

    /** The sum; a single row is added to every row. */
    Matrix plus(Matrix other) {
        Matrix out = zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out.set(i, j, at(i, j) + other.at(other.rows == 1 ? 0 : i, j));
            }
        }
        return out;
    }

    /** The mean of all rows. */
    Matrix mean() {
        Matrix out = zeros(1, columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out.set(0, j, out.at(0, j) + at(i, j) / rows);
            }
        }
        return out;
    }

    Matrix transposed() {
        Matrix out = zeros(columns, rows);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < columns; j++) {
                out.set(j, i, at(i, j));
            }
        }
        return out;
    }

    /** The product {@code this right}, [rows, K] by [K, columns]. */
    Matrix times(Matrix right) {
        if (columns != right.rows) {
            throw new IllegalArgumentException("product: " + columns + " columns, expected " + right.rows);
        }
        Matrix out = zeros(rows, right.columns);
        for (int i = 0; i < rows; i++) {
            for (int j = 0; j < right.columns; j++) {
                double sum = 0;
                for (int k = 0; k < columns; k++) {
                    sum += at(i, k) * right.at(k, j);
                }
                out.set(i, j, sum);
            }
        }
        return out;
    }

    /** Each row over its Euclidean length. */
    Matrix unitRows() {
        Matrix out = zeros(rows, columns);
        for (int i = 0; i < rows; i++) {
            double squares = 0;
            for (int j = 0; j < columns; j++) {
                squares += at(i, j) * at(i, j);
            }
            for (int j = 0; j < columns; j++) {
                out.set(i, j, at(i, j) / Math.sqrt(squares));
            }
        }
        return out;
    }
}
