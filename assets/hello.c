/* The first program of a cluster: every rank says its number and the machine that it runs on. */
#include <mpi.h>
#include <stdio.h>
#include <unistd.h>

int main(int argc, char *argv[])
{
    int rank, size;
    char host[256] = "";

    MPI_Init(&argc, &argv);               /* from here on the processes know each other */
    MPI_Comm_rank(MPI_COMM_WORLD, &rank); /* which one am I: 0 to size-1 */
    MPI_Comm_size(MPI_COMM_WORLD, &size); /* how many are we */
    gethostname(host, sizeof host - 1);

    printf("Hello from rank %d of %d running on %s\n", rank, size, host);

    MPI_Finalize();
    return 0;
}
