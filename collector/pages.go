package collector

import (
	"encoding/binary"
	"errors"
	"hash/fnv"
	"io"
	"os"
)

// What bbolt's file format fixes of a page that leads to others: its number, its kind and the count of its elements, then the
// elements, each with the number of a page.
const (
	pageHeader, pageKindAt, pageCountAt = 16, 8, 10
	pageElement, pageElementNumberAt    = 16, 8
	branchPage                          = 1
)

// The first two pages say where everything begins: bbolt writes them in turn, that of an odd transaction into page 1, and reads
// the newer one of those that are sound. After the page's header, the transaction's number is at 48, and at 56 the FNV-1a sum of
// what is before.
const (
	beginnings                        = 2
	beginningNumberAt, beginningSumAt = pageHeader + 48, pageHeader + 56
)

// soundPages tells whether the pages of a spool's file are as bbolt leaves them, as far as bbolt itself would go astray: where all
// begins, and where pages lead.
func soundPages(path string, pageSize int) (bool, error) {
	file, err := os.Open(path)
	if err != nil {
		return false, err
	}
	defer file.Close()
	if whole, err := beginsWhole(file, pageSize); err != nil || !whole {
		return false, err
	}
	round, err := leadsRound(file, pageSize)
	return err == nil && !round, err
}

// beginsWhole tells whether both pages that say where everything begins are as bbolt leaves them. Where the newer one is not, bbolt
// goes by the older, as if what was committed last had never been.
func beginsWhole(file io.ReaderAt, pageSize int) (bool, error) {
	var transactions [beginnings]uint64
	for number := range transactions {
		page := make([]byte, beginningSumAt+8)
		if _, err := file.ReadAt(page, int64(number*pageSize)); err != nil {
			return false, err
		}
		sum := fnv.New64a()
		sum.Write(page[pageHeader:beginningSumAt])
		transactions[number] = binary.LittleEndian.Uint64(page[beginningNumberAt:])
		if binary.LittleEndian.Uint64(page[beginningSumAt:]) != sum.Sum64() || transactions[number]%beginnings != uint64(number) {
			return false, nil
		}
	}
	return transactions[0]+1 == transactions[1] || transactions[1]+1 == transactions[0], nil
}

// leadsRound tells whether pages of a spool's file lead to each other in a circle, as in no sound file: bbolt would go round for
// ever, and fill the memory.
func leadsRound(file io.ReaderAt, pageSize int) (bool, error) {
	leads := map[uint64][]uint64{}
	page := make([]byte, pageSize)
	for number := uint64(0); ; number++ {
		at := int64(number) * int64(pageSize)
		if _, err := file.ReadAt(page[:pageHeader], at); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return false, err
		}
		if binary.LittleEndian.Uint64(page) != number || binary.LittleEndian.Uint16(page[pageKindAt:]) != branchPage {
			continue
		}
		read, err := file.ReadAt(page, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return false, err
		}
		count := int(binary.LittleEndian.Uint16(page[pageCountAt:]))
		for element := pageHeader; count > 0 && element+pageElement <= read; element += pageElement {
			leads[number] = append(leads[number], binary.LittleEndian.Uint64(page[element+pageElementNumberAt:]))
			count--
		}
	}
	onTheWay, done := map[uint64]bool{}, map[uint64]bool{}
	var round func(number uint64) bool
	round = func(number uint64) bool {
		if onTheWay[number] || done[number] {
			return onTheWay[number]
		}
		onTheWay[number] = true
		for _, next := range leads[number] {
			if round(next) {
				return true
			}
		}
		delete(onTheWay, number)
		done[number] = true
		return false
	}
	for number := range leads {
		if round(number) {
			return true, nil
		}
	}
	return false, nil
}
