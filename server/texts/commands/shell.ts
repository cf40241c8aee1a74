// The texts of several commands of `nearside-server`.
import { plural } from "@nearside/shared/text/amounts.ts";

export const shellTexts = {
  refused: ({ status }: { readonly status: number }) => `The server refused (HTTP ${status}).`,
  field: ({ field, problem }: { readonly field: string; readonly problem: string }) => `  ${field}: ${problem}`,
  otherAccount: ({ dataFolder }: { readonly dataFolder: string }) =>
    `The server's data folder ${dataFolder} belongs to another account. Run this command as the account that runs the server.`,
  notRunning: ({ dataFolder }: { readonly dataFolder: string }) =>
    `No server is running with the data folder ${dataFolder}. Start it (\`nearside-server\`, or \`npm start\` in a checkout), then run this command again in a second terminal.`,
  pathTooLong: ({ path, most }: { readonly path: string; readonly most: number }) =>
    `The path of the data folder is too long: ${path} has more than ${most} bytes, the most that a socket may have. Choose a shorter one with NEARSIDE_DATA_DIR.`,
  ago: {
    now: "less than a minute ago",
    minutes: ({ count }: { readonly count: number }) => plural(count, { one: "# minute ago", other: "# minutes ago" }),
    hours: ({ count }: { readonly count: number }) => plural(count, { one: "# hour ago", other: "# hours ago" }),
    days: ({ count }: { readonly count: number }) => plural(count, { one: "# day ago", other: "# days ago" }),
  },
  write: {
    notWritten: ({ problem }: { readonly problem: string }) => `${problem} Nothing was written.`,
  },
  verifyIt: ({ file }: { readonly file: string | undefined }) =>
    `Anybody can verify it offline: nearside verify ${file ?? "<file>"}`,
} as const;
