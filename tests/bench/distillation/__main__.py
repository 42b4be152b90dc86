"""`python -m tests.bench.distillation` prints the section."""

from tests.bench.distillation.bench import measure

if __name__ == "__main__":
    print(measure())
