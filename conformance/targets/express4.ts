import type { Express } from "express";
import express from "express4";
import { startExpress } from "./express.js";

// Only here are the types of both majors installed, and the adapter sees those of 5; a user's project has one of them.
export const express4 = startExpress(express as unknown as () => Express);
