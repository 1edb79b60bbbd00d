/*
 * Runs the engine with clickhouse-local's command line. It is a program because the statement that opens the engine's
 * ports is refused to whoever loads the library into another program.
 */
#include <stdio.h>
#include <unistd.h>

typedef struct chdb_result chdb_result;
chdb_result *chdb_query_cmdline(int argc, char **argv);
const char *chdb_result_error(chdb_result *result);

int main(int argc, char **argv) {
  chdb_result *result = chdb_query_cmdline(argc, argv);
  const char *error = result ? chdb_result_error(result) : "the engine did not start";
  if (error) fprintf(stderr, "%s\n", error);
  fflush(stderr);
  /* The library's own threads would keep an ordinary exit waiting. */
  _exit(error ? 1 : 0);
}
