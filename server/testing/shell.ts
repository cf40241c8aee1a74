import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Terminal } from "../surfaces/commands/terminal/terminal.ts";
import { createShellApp } from "../surfaces/shell/shell-app.ts";
import { listenForCommands } from "../surfaces/shell/socket.ts";
import { consoleRoutesOf } from "../surfaces/wiring/console-routes.ts";
import { openTestServer, type TestServer } from "./test-server.ts";

/** The shell of a new server's machine: its data folder with the socket for commands, and what is printed there. */
export interface TestShell {
  readonly server: TestServer;
  /** The data folder. */
  readonly folder: string;
  /** The printed results, line by line. */
  readonly out: string[];
  /** The other printed lines, questions too. */
  readonly messages: string[];
  /** A terminal at which nobody types. */
  readonly terminal: Terminal;
  /** The administrator types those lines, and no more. */
  typing(...lines: readonly string[]): Terminal;
  /** Forgets what was printed: output and messages. */
  clear(): void;
  /** Closes the server's end of the socket, as if no server ran. */
  stop(): Promise<void>;
  /** Closes the server too. */
  close(): Promise<void>;
}

export async function openShell(): Promise<TestShell> {
  const server = await openTestServer();
  const folder = mkdtempSync(join(tmpdir(), "nearside-shell-"));
  const listening = await listenForCommands(createShellApp(server.services, consoleRoutesOf(server.services)), folder);
  const out: string[] = [];
  const messages: string[] = [];
  const typing = (...lines: readonly string[]): Terminal => {
    const typed = [...lines];
    return {
      out: (text) => void out.push(text),
      say: (text) => void messages.push(text),
      ask: async (question) => {
        messages.push(question);
        return typed.shift();
      },
    };
  };
  return {
    server,
    folder,
    out,
    messages,
    terminal: typing(),
    typing,
    clear: () => {
      out.length = 0;
      messages.length = 0;
    },
    stop: () => listening.stop(),
    close: async () => {
      await listening.stop();
      rmSync(folder, { recursive: true });
      await server.close();
    },
  };
}
