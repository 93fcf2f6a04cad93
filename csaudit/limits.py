"""How much of an input is read at most, wherever it comes from."""

HEAD = 64 * 1024  # for detection
MAX_BYTES = 512 * 1024 * 1024  # of one document that has to be read whole; JSONL is read line by line
MAX_LINE = 64 * 1024 * 1024
MAX_RATIO = 100  # of a compressed member: 200 MB of zeros pack 1,000 to 1, real exports 5 to 20
MAX_MEMBERS, MAX_UNPACKED = 10_000, 500 << 20  # of one zip
