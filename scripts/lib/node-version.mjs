// Written in old syntax on purpose: it has to be understood by the Node versions that it refuses.
var LOWEST = [20, 19];

/** Ends the process with one sentence when this Node is too old to run Hubcraft. */
export function requireNode() {
  var parts = process.versions.node.split('.').map(Number);
  if (parts[0] > LOWEST[0] || (parts[0] === LOWEST[0] && parts[1] >= LOWEST[1])) return;
  process.stderr.write('Hubcraft needs Node ' + LOWEST.join('.') + ' or newer; this is ' + process.versions.node + '.\n');
  process.exit(1);
}
