import { afterAll, afterEach, beforeAll, beforeEach } from "vitest";
import { type Changed, openTestServer, type TestServer } from "./test-server.ts";

// A test file has its server in one line. The server opens before the file's own hooks, because hooks run in the order in
// which they are written, and closes after them.

/** Opens one server for all tests of the file, or of the `describe` that calls this, and closes it after the last one. */
export function serverForAll(changed?: Changed): TestServer {
  return openedBy(changed, beforeAll, afterAll);
}

/** Opens a new server before each test of the file, or of the `describe` that calls this, and closes it after the test. */
export function serverForEach(changed?: Changed): TestServer {
  return openedBy(changed, beforeEach, afterEach);
}

function openedBy(
  changed: Changed | undefined,
  before: (open: () => Promise<void>) => void,
  after: (close: () => Promise<void>) => void,
): TestServer {
  let server: TestServer | undefined;
  const opened = (): TestServer => {
    if (server === undefined)
      throw new Error("The server is open only in hooks and tests, not while the file is read.");
    return server;
  };
  before(async () => {
    server = await openTestServer(changed);
  });
  after(async () => {
    await server?.close();
    server = undefined;
  });
  return {
    get issuer() {
      return opened().issuer;
    },
    get services() {
      return opened().services;
    },
    get logged() {
      return opened().logged;
    },
    dpopNonce: () => opened().dpopNonce(),
    pass: (seconds) => opened().pass(seconds),
    now: () => opened().now(),
    fetch: (request) => opened().fetch(request),
    from: (address) => opened().from(address),
    id: () => opened().id(),
    close: () => opened().close(),
  };
}
