#define HEAD_WIDTH 128
#include "attention.cuh"
