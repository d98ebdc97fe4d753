#include "textflag.h"

// func Prefetch(p unsafe.Pointer)
TEXT ·Prefetch(SB), NOSPLIT, $0-8
	MOVD p+0(FP), R0
	PRFM (R0), PLDL1KEEP
	RET

// func PrefetchPair(p, q unsafe.Pointer)
TEXT ·PrefetchPair(SB), NOSPLIT, $0-16
	MOVD p+0(FP), R0
	MOVD q+8(FP), R1
	PRFM (R0), PLDL1KEEP
	PRFM (R1), PLDL1KEEP
	RET

// func PrefetchAll(at []uintptr)
TEXT ·PrefetchAll(SB), NOSPLIT, $0-24
	MOVD at_base+0(FP), R0
	MOVD at_len+8(FP), R1
	CBZ R1, done
next:
	MOVD.P 8(R0), R2
	PRFM (R2), PLDL1KEEP
	SUBS $1, R1, R1
	BNE next
done:
	RET

// func PrefetchSpan(p unsafe.Pointer, lines int)
TEXT ·PrefetchSpan(SB), NOSPLIT, $0-16
	MOVD p+0(FP), R0
	MOVD lines+8(FP), R1
	CMP $0, R1
	BLE done
next:
	PRFM (R0), PLDL1KEEP
	ADD $64, R0
	SUBS $1, R1, R1
	BNE next
done:
	RET
