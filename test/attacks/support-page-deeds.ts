// Every way in which a page can send something to another origin, each on its own, and what the page learns by it. Runs in
// the page: it may use nothing from outside.

interface Deeds {
  /** The origin that it goes to. */
  readonly at: string;
  readonly path: string;
  readonly body: string;
  /** True if the name of the way is put behind the path. */
  readonly marked: boolean;
}

/** Tells by way what the page learned. "nothing" where it can't tell an answer from none. */
export async function sendEveryWay({ at, path, body, marked }: Deeds): Promise<Record<string, string>> {
  const http = (way: string) => at + path + (marked ? `?${way}` : "");
  const fetched = async (way: string, init: RequestInit): Promise<string> => {
    try {
      const answer = await fetch(http(way), init);
      const text = await answer.text();
      return answer.type === "opaque" && text === "" ? "nothing" : `${answer.status} ${text}`;
    } catch {
      return "nothing";
    }
  };
  /** Waits until it loaded or failed: the two look alike if it is not to be read. */
  const added = <Name extends "img" | "script" | "link" | "iframe">(
    name: Name,
    make: (element: HTMLElementTagNameMap[Name]) => void,
  ): Promise<string> =>
    new Promise((resolve) => {
      const element = document.createElement(name);
      element.addEventListener("error", () => resolve("nothing"));
      element.addEventListener("load", () => resolve(name === "iframe" ? "nothing" : "it loaded"));
      make(element);
      document.body.append(element);
    });
  const posted = (way: string, sandbox?: string): Promise<string> =>
    new Promise((resolve) => {
      const frame = document.createElement("iframe");
      if (sandbox !== undefined) frame.setAttribute("sandbox", sandbox);
      const form = `<form method=post enctype=text/plain action="${http(way)}"><input type=hidden></form>`;
      let loads = 0;
      frame.addEventListener("load", () => {
        loads += 1;
        if (loads === 2) resolve("nothing");
      });
      const script =
        "const i = document.querySelector('input'); i.name = name; document.querySelector('form').submit();";
      frame.name = body;
      frame.srcdoc = `<body>${form}<script>addEventListener("load", () => { ${script} });</script>`;
      document.body.append(frame);
    });
  const text = { "content-type": "text/plain" };
  const json = { "content-type": "application/json" };
  return {
    "simple-post": await fetched("simple-post", { method: "POST", mode: "no-cors", headers: text, body }),
    "typed-post": await fetched("typed-post", { method: "POST", mode: "no-cors", headers: json, body }),
    "read-post": await fetched("read-post", { method: "POST", headers: text, body }),
    "json-post": await fetched("json-post", { method: "POST", headers: json, body }),
    "own-headers": await fetched("own-headers", {
      method: "POST",
      headers: { ...json, origin: "chrome-extension://abcdefghijklmnopabcdefghijklmnop", "sec-fetch-site": "none" },
      body,
    }),
    get: await fetched("get", { mode: "no-cors" }),
    beacon: navigator.sendBeacon(http("beacon"), body) ? "nothing" : "not sent",
    image: await added("img", (image) => {
      image.src = http("image");
    }),
    script: await added("script", (script) => {
      script.src = http("script");
    }),
    style: await added("link", (link) => {
      link.rel = "stylesheet";
      link.href = http("style");
    }),
    frame: await added("iframe", (frame) => {
      frame.src = http("frame");
    }),
    "frame-post": await posted("frame-post"),
    "sandboxed-post": await posted("sandboxed-post", "allow-scripts allow-forms"),
    events: await new Promise<string>((resolve) => {
      const events = new EventSource(http("events"));
      const closed = (what: string) => {
        events.close();
        resolve(what);
      };
      events.onopen = () => closed("it opened");
      events.onerror = () => closed("nothing");
    }),
    socket: await new Promise<string>((resolve) => {
      const socket = new WebSocket(http("socket").replace(/^http/, "ws"));
      socket.onopen = () => resolve("it opened");
      socket.onerror = () => resolve("nothing");
    }),
  };
}
