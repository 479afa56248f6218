/* Stand-in for the OSU micro-benchmarks: what they measure and how they print it, in a hundred lines. One source, five programs (-DPROGRAM=…). */
#include <mpi.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { LATENCY, BANDWIDTH, BOTH_WAYS, ALLREDUCE, BARRIER };
enum { WINDOW = 64, MOST = 4 << 20 };

static char *out, *in;

/* One round of a program; of the pair programs only ranks 0 and 1 take part. */
static void go(int rank, int size) {
  MPI_Request requests[2 * WINDOW];
  char word;
  int other = 1 - rank, count = 0;
  switch (PROGRAM) {
    case LATENCY:
      if (rank == 0) MPI_Send(out, size, MPI_CHAR, 1, 1, MPI_COMM_WORLD);
      MPI_Recv(in, size, MPI_CHAR, other, 1, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      if (rank == 1) MPI_Send(out, size, MPI_CHAR, 0, 1, MPI_COMM_WORLD);
      return;
    case BANDWIDTH:
      for (int i = 0; i < WINDOW; i++)
        if (rank == 0) MPI_Isend(out, size, MPI_CHAR, 1, 1, MPI_COMM_WORLD, &requests[count++]);
        else MPI_Irecv(in, size, MPI_CHAR, 0, 1, MPI_COMM_WORLD, &requests[count++]);
      MPI_Waitall(count, requests, MPI_STATUSES_IGNORE);
      if (rank == 0) MPI_Recv(&word, 1, MPI_CHAR, 1, 2, MPI_COMM_WORLD, MPI_STATUS_IGNORE);
      else MPI_Send(&word, 1, MPI_CHAR, 0, 2, MPI_COMM_WORLD);
      return;
    case BOTH_WAYS:
      for (int i = 0; i < WINDOW; i++) {
        MPI_Irecv(in, size, MPI_CHAR, other, 1, MPI_COMM_WORLD, &requests[count++]);
        MPI_Isend(out, size, MPI_CHAR, other, 1, MPI_COMM_WORLD, &requests[count++]);
      }
      MPI_Waitall(count, requests, MPI_STATUSES_IGNORE);
      return;
    case ALLREDUCE:
      MPI_Allreduce(out, in, size / 4, MPI_FLOAT, MPI_SUM, MPI_COMM_WORLD);
      return;
    default:
      MPI_Barrier(MPI_COMM_WORLD);
  }
}

static void measure(int rank, int ranks, long size, int rounds, int before) {
  double began = 0;
  MPI_Barrier(MPI_COMM_WORLD);
  for (int i = 0; i < before + rounds; i++) {
    if (i == before) began = MPI_Wtime();
    if (PROGRAM >= ALLREDUCE || rank < 2) go(rank, (int)size);
  }
  double microseconds = (MPI_Wtime() - began) * 1e6 / rounds, mean = microseconds;
  if (PROGRAM >= ALLREDUCE) {
    MPI_Reduce(&microseconds, &mean, 1, MPI_DOUBLE, MPI_SUM, 0, MPI_COMM_WORLD);
    mean /= ranks;
  }
  if (rank != 0) return;
  double megabytes = (double)size * WINDOW / microseconds;
  if (PROGRAM == BARRIER) printf("%18.2f\n", mean);
  else if (PROGRAM == ALLREDUCE) printf("%-10ld%18.2f\n", size, mean);
  else printf("%-10ld%18.2f\n", size, PROGRAM == LATENCY ? microseconds / 2 : PROGRAM == BANDWIDTH ? megabytes : 2 * megabytes);
  fflush(stdout);
}

int main(int count, char **words) {
  static const char *titles[] = {"Latency", "Bandwidth", "Bi-Directional Bandwidth", "Allreduce Latency", "Barrier Latency"};
  static const char *figures[] = {"Latency(us)", "Bandwidth (MB/s)", "Bandwidth (MB/s)", "Avg Latency(us)", "Avg Latency(us)"};
  long least = PROGRAM == ALLREDUCE ? 4 : 1, most = 1 << 20;
  int rank, ranks, rounds = 1000, before = 100;
  for (int i = 1; i + 1 < count; i += 2) {
    if (strcmp(words[i], "-i") == 0) rounds = atoi(words[i + 1]);
    else if (strcmp(words[i], "-x") == 0) before = atoi(words[i + 1]);
    else if (strcmp(words[i], "-m") == 0) sscanf(words[i + 1], "%ld:%ld", &least, &most);
  }
  MPI_Init(&count, &words);
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  out = calloc(1, MOST);
  in = calloc(1, MOST);
  if (rank == 0) {
    printf("\n# OSU MPI %s Test v7.5\n# Datatype: MPI_CHAR.\n", titles[PROGRAM]);
    printf(PROGRAM == BARRIER ? "# %s\n" : "# Size      %s\n", figures[PROGRAM]);
  }
  if (PROGRAM == BARRIER) measure(rank, ranks, 0, rounds, before);
  else for (long size = least; size <= most; size *= 2) measure(rank, ranks, size, rounds, before);
  MPI_Finalize();
  return 0;
}
