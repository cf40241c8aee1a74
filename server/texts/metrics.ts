// The description that Prometheus shows beside each metric.

export const metricTexts = {
  polls: "Polls that this process holds open.",
  mostPolls: "Most polls that this process holds open at a time.",
  processes: "Processes on this database that this process knows, including itself.",
  databaseUp: "1 if the database answered, 0 if it did not.",
  databaseTime: "Duration of the latest query that checked the database.",
  connections: "Connections to PostgreSQL.",
  databaseSize: "Size of SQLite's files.",
  waitingMail: "Mail that waits to be sent.",
  oldestMail: "Age of the oldest waiting mail.",
  lostMail: "Mail of the last 30 days that could not be delivered.",
  keyAge: "Age of each signing key, by its state.",
  nextKey: "Time until the next signing key takes over; absent if there is no next key.",
  keysWrapped: "1 if a key outside of the database wraps the signing keys, 0 if not.",
  wrappingKeyAge: "Age of the file with the wrapping key.",
  waitingEvents: "Log entries that a consumer does not have yet, up to 10000.",
  oldestEvent: "Age of the oldest waiting log entry.",
  failedTries: "Failed attempts to send log entries since the last success.",
  version: "Version of this process; the value is always 1.",
  requestTime: "Duration of requests by route. Polls are held for up to 20 s.",
  errors: "Requests answered with an error, by error code and refusal code.",
  logins: "Steps and ends of logins by result. Each login counts once for each.",
  entries: "Log entries of this process, by kind and topic.",
  transactionTime:
    "Duration of transactions, including their wait for a turn or a connection, until the disk has them.",
} as const;
