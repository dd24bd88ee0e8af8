#define HEAD_WIDTH 112
#include "attention.cuh"
