import { useData, withBase } from "vitepress";
import { h, onMounted, ref, watch } from "vue";

let drawn = 0;

/** A diagram, drawn in the browser in the colours of the page. Until then, and where it can't be drawn, its text is there. */
export const MermaidDiagram = {
  props: { code: { type: String, required: true } },
  setup({ code }) {
    const text = decodeURIComponent(code);
    const svg = ref("");
    const { isDark } = useData();
    async function draw() {
      const { default: mermaid } = await import(/* @vite-ignore */ withBase("/mermaid/mermaid.esm.min.mjs"));
      mermaid.initialize({ startOnLoad: false, securityLevel: "strict", theme: isDark.value ? "dark" : "neutral" });
      drawn += 1;
      svg.value = (await mermaid.render(`diagram-${drawn}`, text)).svg;
    }
    onMounted(draw);
    watch(isDark, draw);
    return () =>
      svg.value === "" ? h("pre", text) : h("div", { class: "mermaid", role: "img", innerHTML: svg.value });
  },
};
