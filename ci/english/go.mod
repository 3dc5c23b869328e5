module github.com/spark-recorder/ci/english

go 1.26.0
