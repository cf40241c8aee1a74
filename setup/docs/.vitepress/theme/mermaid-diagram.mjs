import { useData, withBase } from "vitepress";
import { h, onBeforeUnmount, onMounted, ref, watch } from "vue";

let drawn = 0;

/** A diagram, drawn in the colours of the page once it is near to be seen. Until then its text is there. */
export const MermaidDiagram = {
  props: { code: { type: String, required: true } },
  setup({ code }) {
    const text = decodeURIComponent(code);
    const place = ref(null);
    const svg = ref("");
    const { isDark } = useData();
    let near;

    async function draw() {
      const { default: mermaid } = await import(/* @vite-ignore */ withBase("/mermaid/mermaid.esm.min.mjs"));
      // labels as HTML would get the page's own line height, for which their boxes are too small
      const look = { theme: isDark.value ? "dark" : "neutral", htmlLabels: false, flowchart: { htmlLabels: false } };
      mermaid.initialize({ startOnLoad: false, securityLevel: "strict", ...look });
      drawn += 1;
      svg.value = (await mermaid.render(`diagram-${drawn}`, text)).svg;
    }
    onMounted(() => {
      near = new IntersectionObserver(
        ([{ isIntersecting }]) => {
          if (!isIntersecting) return;
          near.disconnect();
          draw();
        },
        { rootMargin: "1000px" },
      );
      near.observe(place.value);
    });
    onBeforeUnmount(() => near?.disconnect());
    watch(isDark, () => svg.value !== "" && draw());
    return () =>
      h("div", { ref: place, class: "mermaid" }, [
        svg.value === "" ? h("pre", text) : h("div", { role: "img", "aria-label": "diagram", innerHTML: svg.value }),
      ]);
  },
};
