import { plural } from "@nearside/shared/text/amounts.ts";
import { leaseEndingTexts } from "@nearside/shared/texts/lease-endings.ts";
export const texts = {
  description: "let an agent use APIs in your name for a while, by one approval",
  run: "start a program under a lease; the lease ends with the program",
  usage: "[options] -- <program> [arguments]",
  program: "the program and its arguments",
  name: "the agent's name (default: its program's name)",
  clientId: "the client that asks, if it is not the default",
  request: "ask the person for more access, from within a lease",
  fetch: "let the keeper make a request, from within a lease: no token is printed",
  url: "an address of an API of the lease",
  method: "GET, POST, … (default: GET, or POST with --data)",
  header: "a header field; may be given several times",
  data: "the body; JSON unless a content-type says otherwise",
  include: "also show status and header fields",
  scope: "use only these scopes of the lease, separated by spaces",
  tool: "the tool of the API that the request is for",
  list: "show the leases of this account",
  end: "end a lease",
  id: "the lease, as `nearside lease list` shows it",
  all: "end all leases",
  help: `
  nearside lease run --api https://api.example.com --scope "orders:read" --for 2h --calls 50 -- claude
  nearside lease list
  nearside lease end --all

You approve once what the program, and everything that it starts, may do: which APIs, for how long, how many calls. The keeper of
your account (nearside keeper) holds the key and the tokens, and gives them to nobody else. The lease ends with the program, when
the screen locks, when it is idle for too long, when it expires, and whenever you end it, here or in your account.

Within a lease:
  nearside lease fetch https://api.example.com/orders       the keeper makes the request: no token is printed
  nearside lease request --api https://api.example.com --scope "orders:write" --why "refund order 7"`,
  answer: {
    tooLong: "The answer is longer than 1 MiB, so it was not printed.",
    notText: "The answer is neither text nor JSON, so it was not printed.",
    otherForm: "The answer is compressed or not in UTF-8, so it was not printed.",
    wholeAddress: "Give the whole address, such as https://api.example.com/orders.",
    headerForm: '-H takes a header field, such as "accept: application/json".',
  },
  shown: {
    calls: ({ left }: { readonly left: number }): string => plural(left, { one: "# call", other: "# calls" }),
    may: ({ agent, bounds }: { readonly agent: string; readonly bounds: string }): string => `${agent} may, ${bounds}:`,
    use: "use",
    tools: ({ scope, tools }: { readonly scope: string; readonly tools: string }): string => `${scope}, tools ${tools}`,
    for: ({ span }: { readonly span: string }): string => `for ${span}`,
    idle: ({ span }: { readonly span: string }): string => `until it is idle for ${span}`,
    endedCount: ({ count }: { readonly count: number }): string =>
      plural(count, { one: "The lease has ended.", other: "# leases have ended." }),
    heading: ({ id, pid }: { readonly id: string; readonly pid: number }): string => `${id}  process ${pid}`,
    none: "There are no leases here.",
    nameOne: "Name the lease by its id, or use --all.",
  },
  asked: "The person was asked in the browser. Wait for the answer, and ask for nothing else meanwhile.",
  approve: "Approve with your passkey, in a browser of this machine, what the agent may do.",
  ended: {
    process_ended: "The program that the lease was given to had ended.",
    screen_locked: leaseEndingTexts.screen_locked,
    screen_unwatched: leaseEndingTexts.screen_unwatched,
    idle: leaseEndingTexts.idle,
    given_back: leaseEndingTexts.given_back,
    time: leaseEndingTexts.time,
    keeper_stopped: "The keeper stopped.",
    ended_there: "You, an administrator or a rule ended it, or your machine or passkey was revoked.",
  },
  endedEarly: ({ agent, why }: { readonly agent: string; readonly why: string }): string =>
    `The lease of ${agent} ended before its program did. ${why}`,
  wish: {
    apiFirst: ({ option }: { readonly option: string }): string =>
      `${option} belongs to the --api before it. Name that first.`,
    api: "an API that it may use; may be given several times",
    scope: "what it may do there, separated by spaces",
    tool: "a tool of that API that it may use; may be given several times",
    first: {
      for: "for how long: 30m, 2h (default: 2h)",
      idle: "end it after this time without a call",
      calls: "how many calls it may make",
    },
    more: {
      for: "for how long: 30m, 2h (default: the time that the lease has left)",
      idle: "end it after this time without a call (default: as the lease)",
      calls: "how many calls it may make (default: those that the lease has left)",
    },
    why: "what it is for; the person who approves it reads this",
    noApi: "The API that it may use is missing. Name it with --api https://api.example.com",
    whyForm: "--why takes one line of at most 500 characters.",
    apiForm: "--api takes the address of an API, such as https://api.example.com.",
    scopeForm:
      "--scope takes scopes as the API names them, such as orders:read, without quotes and at most 1024 characters.",
    toolForm: "--tool takes a name of at most 128 characters, each once, and at most 32 for one API.",
    apiOnce: "--api names each API once, and at most 16 of them.",
    timeForm: ({ option }: { readonly option: string }): string =>
      `${option} takes a time from one minute to one day, such as 30m or 2h.`,
    callsForm: "--calls takes a number from 1 to 100000.",
  },
} as const;
