package sink

import (
	"encoding/binary"
	"hash/crc32"
	"slices"
)

// A segment file is the magic and then records, each of
//
//	4 bytes  length of the payload, big endian
//	4 bytes  CRC-32C of the other fields
//	8 bytes  time of acceptance, nanoseconds since the Unix epoch
//	         payload
//
// Records have no number of their own: the file is named by that of its first.
const (
	magic      = "RWSPOOL1"
	headerSize = 16
	// maxPayload is far above any message: a length beyond it is damage.
	maxPayload = 1 << 20
)

var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func appendRecord(dst []byte, at int64, payload []byte) []byte {
	start := len(dst)
	dst = slices.Grow(dst, headerSize+len(payload))
	dst = binary.BigEndian.AppendUint32(dst, uint32(len(payload)))
	dst = append(dst, 0, 0, 0, 0)
	dst = binary.BigEndian.AppendUint64(dst, uint64(at))
	dst = append(dst, payload...)
	binary.BigEndian.PutUint32(dst[start+4:], checksum(dst[start:]))
	return dst
}

func checksum(record []byte) uint32 {
	sum := crc32.Update(0, castagnoli, record[:4])
	return crc32.Update(sum, castagnoli, record[8:])
}

// parseRecord reads the record that b begins with. The payload is part of b. It
// is not ok if b is too short or is not what was written.
func parseRecord(b []byte) (payload []byte, at int64, size int, ok bool) {
	if len(b) < headerSize {
		return nil, 0, 0, false
	}
	n := binary.BigEndian.Uint32(b)
	if n > maxPayload || int(n) > len(b)-headerSize {
		return nil, 0, 0, false
	}
	size = headerSize + int(n)
	if binary.BigEndian.Uint32(b[4:]) != checksum(b[:size]) {
		return nil, 0, 0, false
	}
	return b[headerSize:size], int64(binary.BigEndian.Uint64(b[8:])), size, true
}
