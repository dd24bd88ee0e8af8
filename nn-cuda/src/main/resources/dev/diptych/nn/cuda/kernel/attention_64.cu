#define HEAD_WIDTH 64
#include "attention.cuh"
