module actor

go 1.24
