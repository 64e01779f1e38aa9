/* A disk that takes its time: fsync and fdatasync linger for as many milliseconds as the file says ("low high"). */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

static void linger(void) {
  const char *name = getenv("SLOW_SYNC_FILE");
  int low = 0, high = 0;
  FILE *file = name ? fopen(name, "r") : NULL;
  if (!file) return;
  if (fscanf(file, "%d %d", &low, &high) != 2) high = 0;
  fclose(file);
  if (high <= 0 || high < low) return;
  /* So that whoever asks can see that somebody was made to wait. */
  char counted[4096];
  snprintf(counted, sizeof counted, "%s.count", name);
  int count = open(counted, O_WRONLY | O_APPEND | O_CREAT, 0666);
  if (count >= 0) {
    if (write(count, ".", 1) < 0) low = low;
    close(count);
  }
  usleep((useconds_t)(low + rand() % (high - low + 1)) * 1000);
}

int fdatasync(int descriptor) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
  linger();
  return real(descriptor);
}

int fsync(int descriptor) {
  int (*real)(int) = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
  linger();
  return real(descriptor);
}
