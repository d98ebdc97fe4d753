#include "textflag.h"

// func Prefetch(p unsafe.Pointer)
TEXT ·Prefetch(SB), NOSPLIT, $0-8
	MOVQ p+0(FP), AX
	PREFETCHT0 (AX)
	RET

// func PrefetchPair(p, q unsafe.Pointer)
TEXT ·PrefetchPair(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), AX
	MOVQ q+8(FP), BX
	PREFETCHT0 (AX)
	PREFETCHT0 (BX)
	RET

// func PrefetchAll(at []uintptr)
TEXT ·PrefetchAll(SB), NOSPLIT, $0-24
	MOVQ at_base+0(FP), BX
	MOVQ at_len+8(FP), CX
	TESTQ CX, CX
	JZ done
next:
	MOVQ (BX), AX
	PREFETCHT0 (AX)
	ADDQ $8, BX
	DECQ CX
	JNZ next
done:
	RET

// func PrefetchSpan(p unsafe.Pointer, lines int)
TEXT ·PrefetchSpan(SB), NOSPLIT, $0-16
	MOVQ p+0(FP), AX
	MOVQ lines+8(FP), CX
	TESTQ CX, CX
	JLE done
next:
	PREFETCHT0 (AX)
	ADDQ $64, AX
	DECQ CX
	JNZ next
done:
	RET
