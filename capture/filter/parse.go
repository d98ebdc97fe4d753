package filter

import (
	"fmt"
	"strconv"

	"github.com/reconwatch/reconwatch/capture"
)

// expr is a parsed expression; lower says what it means on a layout.
type expr struct {
	op   op // opAnd, opOr, opNot; opTest for a primitive
	a, b *expr
	prim func(l *layout) *node
}

func (e *expr) lower(l *layout) *node {
	switch e.op {
	case opAnd:
		return all(e.a.lower(l), e.b.lower(l))
	case opOr:
		return some(e.a.lower(l), e.b.lower(l))
	case opNot:
		return not(e.a.lower(l))
	}
	return e.prim(l)
}

// qualifiers are what stands before an identifier.
type qualifiers struct {
	proto, dir, kind string
	set              bool
}

// parser reads tokens by recursive descent.
type parser struct {
	tokens []token
	next   int
	depth  int
	tags   uint32     // vlan keywords so far: they move all that follows
	last   qualifiers // of the identifier before, for one that has none
	link   capture.LinkType
}

// Words that begin or continue a primitive.
var (
	protoWords = map[string]bool{
		"ether": true, "ip": true, "ip6": true, "arp": true, "rarp": true, "tcp": true,
		"udp": true, "sctp": true, "icmp": true, "icmp6": true, "igmp": true, "ah": true, "esp": true,
	}
	kindWords  = map[string]bool{"host": true, "net": true, "port": true, "portrange": true, "proto": true}
	dirWords   = map[string]bool{"src": true, "dst": true}
	otherWords = map[string]bool{
		"and": true, "or": true, "not": true, "(": true, ")": true, "": true,
		"vlan": true, "less": true, "greater": true, "mask": true,
	}
)

func isKeyword(s string) bool {
	return protoWords[s] || kindWords[s] || dirWords[s] || otherWords[s]
}

func (p *parser) peek() token { return p.tokens[p.next] }

// take returns the next token; the end stays the end.
func (p *parser) take() token {
	t := p.tokens[p.next]
	if t.text != "" {
		p.next++
	}
	return t
}

// accept takes the next token if it is this word.
func (p *parser) accept(word string) bool {
	if p.peek().text != word {
		return false
	}
	p.take()
	return true
}

func fail(t token, format string, args ...any) error {
	return &SyntaxError{Column: t.column, Word: t.text, Problem: fmt.Sprintf(format, args...)}
}

// parse reads a whole expression.
func (p *parser) parse() (*expr, error) {
	if p.peek().text == "" {
		return &expr{prim: func(*layout) *node { return yes }}, nil
	}
	e, err := p.terms()
	if err != nil {
		return nil, err
	}
	if t := p.peek(); t.text != "" {
		return nil, fail(t, "expected and, or or the end")
	}
	return e, nil
}

// terms reads terms joined by and, or, which bind alike.
func (p *parser) terms() (*expr, error) {
	e, err := p.term()
	for err == nil {
		join := opAnd
		if !p.accept("and") {
			if !p.accept("or") {
				return e, nil
			}
			join = opOr
		}
		var b *expr
		if b, err = p.term(); err == nil {
			e = &expr{op: join, a: e, b: b}
		}
	}
	return nil, err
}

// term reads a primitive, a negation or what is in parentheses.
func (p *parser) term() (*expr, error) {
	t := p.peek()
	if p.depth++; p.depth > maxDepth {
		return nil, fail(t, "more than %d levels deep", maxDepth)
	}
	defer func() { p.depth-- }()
	switch {
	case p.accept("not"):
		e, err := p.term()
		return &expr{op: opNot, a: e}, err
	case p.accept("("):
		return p.group()
	case p.accept("vlan"):
		return p.vlan(t)
	case t.text == "less" || t.text == "greater":
		return p.length(p.take())
	case protoWords[t.text] || dirWords[t.text] || kindWords[t.text]:
		return p.qualified()
	case t.text == "" || isKeyword(t.text):
		return nil, fail(t, "expected a primitive, such as host 10.0.0.1 or tcp port 80")
	case !p.last.set:
		return nil, fail(t, "not a keyword, and there is no host, net, port or the like before it")
	}
	return p.identifier(p.last)
}

func (p *parser) group() (*expr, error) {
	e, err := p.terms()
	if err != nil {
		return nil, err
	}
	if !p.accept(")") {
		return nil, fail(p.peek(), "expected )")
	}
	return e, nil
}

// qualified reads qualifiers and the identifier, or a protocol alone.
func (p *parser) qualified() (*expr, error) {
	q := qualifiers{set: true}
	first := p.peek()
	if protoWords[first.text] {
		q.proto = p.take().text
	}
	if err := p.direction(&q); err != nil {
		return nil, err
	}
	if kindWords[p.peek().text] {
		q.kind = p.take().text
	}
	if q.dir == "" && q.kind == "" {
		p.last = qualifiers{}
		return p.protocol(first)
	}
	if p.accept("(") {
		p.last = q
		return p.group()
	}
	return p.identifier(q)
}

// direction reads src, dst, or both joined.
func (p *parser) direction(q *qualifiers) error {
	if !dirWords[p.peek().text] {
		return nil
	}
	q.dir = p.take().text
	join := p.peek().text
	if (join != "and" && join != "or") || !dirWords[p.tokens[p.next+1].text] {
		return nil
	}
	p.take()
	if other := p.take(); other.text == q.dir {
		return fail(other, "expected the other direction")
	}
	q.dir = join // src or dst, src and dst
	return nil
}

// vlan reads the identifier that may follow, and moves what comes after.
func (p *parser) vlan(t token) (*expr, error) {
	if p.link != capture.LinkEthernet {
		return nil, fail(t, "there are no VLAN tags on link type %s", p.link)
	}
	if p.tags == maxTags {
		return nil, fail(t, "more than %d tags", maxTags)
	}
	id := -1
	if next := p.peek(); next.text != "" && next.text[0] >= '0' && next.text[0] <= '9' {
		n, err := p.number(0x0fff)
		if err != nil {
			return nil, err
		}
		id = int(n)
	}
	p.last = qualifiers{}
	tags := p.tags
	p.tags++
	return &expr{prim: func(l *layout) *node { return l.tag(tags, id) }}, nil
}

// length reads what follows less or greater, both of which include the number.
func (p *parser) length(t token) (*expr, error) {
	n, err := p.number(1<<31 - 1)
	if err != nil {
		return nil, err
	}
	p.last = qualifiers{}
	return &expr{prim: func(l *layout) *node {
		switch {
		case t.text == "less":
			return not(l.longer(n))
		case n == 0:
			return yes
		}
		return l.longer(n - 1)
	}}, nil
}

// number takes a decimal or 0x number.
func (p *parser) number(most uint32) (uint32, error) {
	t := p.take()
	n, ok := parseNumber(t.text)
	if !ok {
		return 0, fail(t, "expected a number")
	}
	if n > uint64(most) {
		return 0, fail(t, "greater than %d", most)
	}
	return uint32(n), nil
}

// parseNumber refuses leading zeros, which tcpdump takes for octal.
func parseNumber(s string) (n uint64, ok bool) {
	base := 10
	switch {
	case len(s) > 2 && s[0] == '0' && (s[1] == 'x' || s[1] == 'X'):
		s, base = s[2:], 16
	case len(s) > 1 && s[0] == '0':
		return 0, false
	}
	n, err := strconv.ParseUint(s, base, 32)
	return n, err == nil
}
