#define HEAD_WIDTH 80
#include "attention.cuh"
