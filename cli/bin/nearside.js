#!/usr/bin/env node
import "../dist/nearside.js";
