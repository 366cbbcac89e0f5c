import express from "express";
import { startExpress } from "./express.js";

export const express5 = startExpress(express);
