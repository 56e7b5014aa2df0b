// Loaded into each process that `npm start` starts. The channel to the launcher closes when the launcher dies, even by kill -9; then this process ends
// as by Ctrl-C, and after ten seconds in any case.
if (process.channel) {
  process.channel.unref();
  process.once('disconnect', () => {
    setTimeout(() => process.exit(1), 10_000).unref();
    process.kill(process.pid, 'SIGTERM');
  });
}
