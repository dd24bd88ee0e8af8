#define HEAD_WIDTH 32
#include "attention.cuh"
