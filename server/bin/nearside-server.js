#!/usr/bin/env node
import "../dist/nearside-server.js";
