/** The servers of this test run. They hang on the global object because setup, teardown and several Jest projects load their modules apart. */
export interface RunningServers {
  stop(): Promise<void>;
}

const key = Symbol.for('duly.test-servers');
const holder = globalThis as { [key]?: RunningServers };

/** What was started and not yet stopped. */
export function runningServers(): RunningServers | undefined {
  return holder[key];
}

/** Remembers the servers, or forgets them with `undefined`. */
export function rememberServers(servers: RunningServers | undefined): void {
  holder[key] = servers;
}
