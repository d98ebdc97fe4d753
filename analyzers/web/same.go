package web

// reply is one kind of answer: its status and the length of its body.
type reply struct {
	length  int64 // without the paths that it repeats
	code    uint16
	repeats uint8
	count   uint32
}

// same counts the replies of a server to different paths, to find the one that it gives to everything: pages
// have different lengths, "no such page" has one, whatever its status says, or one but for the path that it repeats, up
// to echoes times.
type same [echoes + 1]replies

const echoes = 2

// add counts a reply to a path of a size; of one that does not say its length nothing is known.
func (s *same) add(code int, length int64, size uint16) {
	if length < 0 {
		return
	}
	for k := range s {
		s[k].add(code, length-int64(k)*int64(size))
	}
}

// most is the most frequent reply.
func (s *same) most() (r reply) {
	for k := range s {
		if m := s[k].most(); m.count > r.count {
			r = *m
			r.repeats = uint8(k)
		}
	}
	return r
}

func (s *same) age() {
	for k := range s {
		for i := range s[k] {
			s[k][i].count /= 2
		}
	}
}

// replies are the most frequent ones; the rarest gives way.
type replies [4]reply

func (s *replies) add(code int, length int64) {
	rarest := 0
	for i := range s {
		if r := &s[i]; r.is(code, length) {
			r.count++
			return
		}
		if s[i].count < s[rarest].count {
			rarest = i
		}
	}
	s[rarest] = reply{length: length, code: uint16(code), count: 1}
}

func (s *replies) most() *reply {
	most := &s[0]
	for i := range s {
		if s[i].count > most.count {
			most = &s[i]
		}
	}
	return most
}

func (r *reply) status() status { return statusOf(int(r.code)) }

// is tells the reply from others of the same number of repeats.
func (r *reply) is(code int, length int64) bool { return int(r.code) == code && r.length == length }

// says reports whether the answer to a path of a size is this reply.
func (r *reply) says(code int, length int64, size uint16) bool {
	return r.is(code, length-int64(r.repeats)*int64(size))
}
