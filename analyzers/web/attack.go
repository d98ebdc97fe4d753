package web

import (
	"bytes"
	"math/bits"

	"github.com/reconwatch/reconwatch/analyzers"
)

// attacks are kinds of attack strings, each with marks in lower case as they stand
// after percent-decoding. Every mark is more than a word that people search for.
var attacks = []struct {
	name  string
	marks []string
}{
	{"path traversal", []string{"../../", `..\..\`, "/etc/passwd", "/win.ini", "....//"}},
	{"SQL injection", []string{"union select", "union all select", "' or '1'='1", "' or 1=1", "and 1=1", "sleep(", "waitfor delay", "benchmark(", "xp_cmdshell", "information_schema"}},
	{"script injection", []string{"<script", "javascript:", "onerror=", "onload=", "alert("}},
	{"command injection", []string{";cat ", "|cat ", "$(id)", "`id`", ";id;", "|id", "&&whoami", "/bin/sh", "/bin/bash", "cmd.exe", "ping -c", "wget http", ";ls"}},
	{"template or lookup injection", []string{"${jndi:", "{{7*7}}", "${7*7}", "<%=", "#{7*7}"}},
	{"file inclusion", []string{"php://", "file:///", "data://text", "expect://", "allow_url_include", "auto_prepend_file"}},
	{"entity injection", []string{"<!entity", "<!doctype", "<?xml"}},
	{"server-side include", []string{"<!--#exec", "<!--#include"}},
	{"object injection", []string{"<?php", "__class__", "java.lang.runtime", "class.module.classloader", "allowstaticmethodaccess"}},
}

var _ = [1]struct{}{}[len(attacks)/17] // the kinds are bits of 16

// attackMarks are the bits of the kinds.
var attackMarks = func() (m marks) {
	for k := range attacks {
		for _, text := range attacks[k].marks {
			m.add(text, 1<<k)
		}
	}
	return m
}()

// fieldMarks are attack strings that stand as they are in header fields, where nobody types what he searches for: by the name
// of their kind. Cookies hold much, so these are fewer.
var fieldMarks = func() (m marks) {
	for _, f := range []struct {
		kind  uint64
		marks []string
	}{
		{lookupInjection, []string{"${jndi:", "${lower:", "${upper:", "${env:", "${::-", "{{7*7}}", "${7*7}"}},
		{commandInjection, []string{"() { ", "(){ ", "$(id)", "`id`"}},
		{sqlInjection, []string{"' or '1'='1", "' or 1=1", "'xor(", "' and sleep("}},
		{scriptInjection, []string{"<script"}},
		{objectInjection, []string{"<?php"}},
	} {
		for _, text := range f.marks {
			m.add(text, f.kind)
		}
	}
	return m
}()

// attackInFields gives the kinds of attack strings in header fields as bits; most have none of the bytes that every mark has.
func attackInFields(fields []byte, d *decoded) uint16 {
	for _, c := range fields {
		if fieldSpecial[c] {
			return uint16(fieldMarks.in(d.lower(fields)))
		}
	}
	return 0
}

// fieldSpecial are the bytes one of which every one of fieldMarks has.
var fieldSpecial = [256]bool{'$': true, '{': true, '<': true, '\'': true, '`': true}

// decoded is room for a target without its percent signs.
type decoded struct {
	b [512]byte
	n int
}

// decode writes a target in lower case with percent signs and plus signs resolved, twice where it was
// encoded twice, as attackers do to pass filters.
func (d *decoded) decode(target []byte) []byte {
	d.n = copy(d.b[:], target)
	for range 2 {
		n, signs := 0, false
		for i := 0; i < d.n; i++ {
			c := d.b[i]
			if c == '%' && i+2 < d.n {
				hi, lo := nibble(d.b[i+1]), nibble(d.b[i+2])
				if hi < 16 && lo < 16 {
					c, i, signs = hi<<4|lo, i+2, true
				}
			} else if c == '+' {
				c = ' '
			}
			if c >= 'A' && c <= 'Z' {
				c |= 0x20
			}
			d.b[n] = c
			n++
		}
		if d.n = n; !signs {
			break
		}
	}
	return d.b[:d.n]
}

func nibble(c byte) byte {
	switch {
	case c >= '0' && c <= '9':
		return c - '0'
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10
	}
	return 16
}

// special are the bytes without which no mark stands in a target; most targets have none.
var special = func() (set [256]bool) {
	for _, c := range []byte("%<>'\"(){}$;|`\\+") {
		set[c] = true
	}
	return set
}()

// attackOf gives the kinds of attack strings in a target as bits.
func attackOf(target []byte, d *decoded) (kinds uint16) {
	suspicious := false
	for i, c := range target {
		if special[c] || (c == '.' || c == '&') && i > 0 && target[i-1] == c || c == ':' {
			suspicious = true
			break
		}
	}
	if !suspicious {
		return 0
	}
	t := d.decode(target)
	kinds = uint16(attackMarks.in(t))
	if comparison(t) || ordering(t) {
		kinds |= sqlInjection
	}
	return kinds
}

// Bits of their rows.
const (
	sqlInjection     = 1 << 1
	scriptInjection  = 1 << 2
	commandInjection = 1 << 3
	lookupInjection  = 1 << 4
	objectInjection  = 1 << 8
)

// comparison finds "and 8476=8476" and its like: a number that is compared with a number, behind a word
// of SQL.
func comparison(t []byte) bool {
	for i, c := range t {
		if c != '=' || i < 5 || i+1 == len(t) || !isDigit(t[i+1]) {
			continue
		}
		from := i
		for from > 0 && isDigit(t[from-1]) {
			from--
		}
		if from < i && afterSQL(t[:from]) {
			return true
		}
	}
	return false
}

// ordering finds "order by 12--": the number of columns is guessed.
func ordering(t []byte) bool {
	const words = " order by "
	i := bytes.Index(t, []byte(words))
	if i < 0 {
		return false
	}
	rest := t[i+len(words):]
	n := 0
	for n < len(rest) && isDigit(rest[n]) {
		n++
	}
	return n > 0 && bytes.HasPrefix(rest[n:], []byte("--"))
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

func afterSQL(b []byte) bool {
	for _, w := range []string{" and ", " or ", " and (", " or (", "'and ", "'or "} {
		if len(b) >= len(w) && string(b[len(b)-len(w):]) == w {
			return true
		}
	}
	return false
}

// attack is the attack strings of a source.
type attack struct {
	since    int64
	kinds    uint16
	requests uint16 // different ones
	last     uint32
	path     uint32 // the only one, with its server
	spread   bool   // or there are several
	inFields uint16 // of requests, those with strings in header fields
}

// add notes a request with attack strings.
func (x *attack) add(kinds uint16, target, path uint32, fields bool, now, burst int64) {
	if now-x.since > burst {
		*x = attack{since: now, path: path}
	}
	x.kinds |= kinds
	if target != x.last || x.requests == 0 {
		x.requests = min(x.requests+1, 1<<14)
		if fields {
			x.inFields = min(x.inFields+1, 1<<14)
		}
	}
	x.last = target
	x.spread = x.spread || path != x.path
}

// fieldExtra is how many requests more one with attack strings in its header fields stands for: browsers send what people type as
// part of the target.
const fieldExtra = 2

// attacking is what the attack strings so far amount to.
func (c *Config) attacking(x *attack) analyzers.Kind {
	if bits.OnesCount16(x.kinds) < c.AttackClasses && int(x.requests)+fieldExtra*int(x.inFields) < c.AttackRequests {
		return analyzers.KindNone
	}
	if !x.spread && int(x.requests) <= c.FilterTest {
		return analyzers.FirewallProbe
	}
	return analyzers.WebScanner
}
