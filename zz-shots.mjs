import { createServer } from "node:http"; import { readFile } from "node:fs/promises"; import { chromium } from "playwright-core";
const T={".html":"text/html",".js":"text/javascript",".css":"text/css",".svg":"image/svg+xml",".json":"application/json",".woff2":"font/woff2"};
const s=createServer(async(q,r)=>{try{const p=new URL(q.url,"http://x").pathname;const f="/tmp/c3gal"+(p==="/"?"/index.html":p);const b=await readFile(f);r.setHeader("content-type",T[f.slice(f.lastIndexOf("."))]??"application/octet-stream");r.end(b)}catch{r.statusCode=404;r.end()}}).listen(0);
const port=s.address().port;
const b=await chromium.launch({executablePath:"/usr/bin/chromium",args:["--no-sandbox"]});
const p=await b.newPage();
await p.goto(`http://localhost:${port}/`);
const [,, w, scheme, ...want]=process.argv;
await p.setViewportSize({width:Number(w),height:w==="360"?740:900}); await p.emulateMedia({colorScheme:scheme,reducedMotion:"reduce"});
for(const n of want){await p.evaluate((x)=>{document.title="";location.hash=x},n);
 await p.waitForFunction(()=>document.title.endsWith("Nearside")&&![...document.querySelectorAll(".loading,.rows-loading")].some(e=>e.checkVisibility()),null,{timeout:8000}).catch(()=>console.log("late",n));
 await p.waitForTimeout(250);
 const h=await p.evaluate(()=>document.documentElement.scrollHeight);
 console.log(n,w,h);
 await p.screenshot({path:`/tmp/c3shots/${n.replaceAll("/","_")}-${w}-${scheme}.png`,fullPage:true});}
await b.close(); s.close();
