module github.com/reconwatch/reconwatch

go 1.26.0
