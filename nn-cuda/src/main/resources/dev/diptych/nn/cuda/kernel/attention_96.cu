#define HEAD_WIDTH 96
#include "attention.cuh"
