// The reasons for which mail or an entry of the security log did not reach its consumer, for the console, the shell and the log.

const SLOW = "it did not answer in time";

export const outletTexts = {
  mail: {
    noServer: "no mail server is set up",
    answer: ({ stage, answer }: { readonly stage: string; readonly answer: string }) => `${stage}: ${answer}`,
    signIn: "the mail server refused user and password",
    tls: "the mail server offers no TLS that can be trusted",
    name: "the mail server's name was not found",
    sender: "the mail server refused the sender",
    recipient: "the mail server refused the recipient",
    message: "the mail server refused the message",
    slow: "the mail server took too long",
    failed: "the mail could not be sent",
    gaveUp: "the mail server did not accept it for days",
  },
  unknownError: "an unknown error",
  file: {
    notWritten: ({ path, code }: { readonly path: string; readonly code: string }) =>
      `the file ${path} could not be written (${code})`,
    notAFile: ({ path }: { readonly path: string }) =>
      `${path} (events.file) is a pipe or a device, which stores nothing: name a file, and let your agent read that`,
  },
  testEvent: "Somebody at the server's own shell asked for this test. There is nothing to do.",
  failedInside: "the server could not send them; its log says why",
  syslog: {
    problem: ({ host, port, problem }: { readonly host: string; readonly port: number; readonly problem: string }) =>
      `${host}:${port}: ${problem}`,
    certificates: "the certificates can't be read: check events.syslog.roots, .cert and .key",
    hungUp: "it closed the connection before it had everything",
    lost: "the connection was lost",
    slow: SLOW,
    noTls: ({ code }: { readonly code: string }) => `no TLS connection (${code})`,
  },
  webhook: {
    notHttps: "its address does not start with https",
    private: "its address is in a private network (events.webhook.ownNetwork is false)",
    unreachable: "it can't be reached over TLS",
    unexpected: "it gave an unexpected answer",
    large: "its answer is too long",
    slow: SLOW,
    status: ({ status }: { readonly status: number }) => `the webhook answered with status ${status}`,
    problem: ({ problem }: { readonly problem: string }) => `the webhook: ${problem}`,
    rootsUnreadable: ({ file }: { readonly file: string }) => `the file ${file} (events.webhook.roots) can't be read`,
    secretUnreadable: ({ file }: { readonly file: string }) =>
      `the file ${file} (events.webhook.secretFile) can't be read`,
    secretForm: ({
      file,
      most,
      fewestBytes,
      mostBytes,
    }: {
      readonly file: string;
      readonly most: number;
      readonly fewestBytes: number;
      readonly mostBytes: number;
    }) =>
      `the file ${file} (events.webhook.secretFile) must have 1 to ${most} secrets of ${fewestBytes} to ${mostBytes} bytes in base64, one on each line`,
  },
} as const;
