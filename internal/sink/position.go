package sink

import (
	"encoding/binary"
	"hash/crc32"
	"os"
	"path/filepath"
)

// position is the file that tells which record is the first that has not
// arrived. It is written in place: 12 bytes lie in one sector, and if they are
// torn all the same, the checksum tells and the whole spool is delivered again.
type position struct{ file *os.File }

const positionSize = 12

// openPosition gives the number that the file holds, 0 if it holds none.
func openPosition(dir string) (p position, seq uint64, err error) {
	p.file, err = os.OpenFile(filepath.Join(dir, "position"), os.O_RDWR|os.O_CREATE, 0o600)
	if err != nil {
		return p, 0, err
	}
	var b [positionSize]byte
	if n, _ := p.file.ReadAt(b[:], 0); n < positionSize {
		return p, 0, nil
	}
	if crc32.Checksum(b[:8], castagnoli) != binary.BigEndian.Uint32(b[8:]) {
		return p, 0, nil
	}
	return p, binary.BigEndian.Uint64(b[:]), nil
}

func (p position) save(seq uint64) error {
	if p.file == nil {
		return nil
	}
	b := binary.BigEndian.AppendUint64(make([]byte, 0, positionSize), seq)
	b = binary.BigEndian.AppendUint32(b, crc32.Checksum(b, castagnoli))
	_, err := p.file.WriteAt(b, 0)
	return err
}

func (p position) close() error {
	if p.file == nil {
		return nil
	}
	return p.file.Close()
}
