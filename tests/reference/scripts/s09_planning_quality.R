# Planning (sample size, allocation), reliability flags and response representativity. Plain formulas, written out here; no survey design object.
source("../refcase.R"); w1 <- read.csv("../data/wave1.csv"); OUT <- "../cases"; fr <- read.csv("../data/frame_counts.csv")
cs <- Case("S09_planning_quality", "Sample size, allocation, KG-based presentation flags, R-indicator: formula references", "data/frame_counts.csv", Design(text = "no design; inputs are in each entry"), script = "scripts/s09_planning_quality.R", notes = "Formulas are given in the script.")
# sample size for a share: n0 = z^2 p(1-p)/e^2, fpc, deff, response rate
for (k in list(c(.5, .03, 8823, 1, 1), c(.5, .05, 8823, 1.3, .45), c(.1, .02, 8823, 1.15, .6), c(.5, .05, 900, 1, 1))) { z <- qnorm(.975); n0 <- z^2 * k[1] * (1 - k[1]) / k[2]^2; n1 <- n0 * k[4]; n <- n1 / (1 + (n1 - 1) / k[3])
  add(cs, statistic = "sample_size", p = k[1], moe = k[2], N = k[3], deff = k[4], response_rate = k[5], value = n, n_srs_infinite = n0, n_to_draw = n / k[5], rule = "n0=z^2 p(1-p)/e^2; n1=n0*deff; n=n1/(1+(n1-1)/N); draw n/rr; round up only at the end") }
Nh <- aggregate(N ~ district, fr, sum); p <- c(.45, .6, .3); S <- sqrt(p * (1 - p)); n <- 600
add(cs, statistic = "allocation", method = "proportional", N_h = I(Nh$N), total = n, value = I(n * Nh$N / sum(Nh$N)))
add(cs, statistic = "allocation", method = "neyman", N_h = I(Nh$N), S_h = I(S), total = n, value = I(n * Nh$N * S / sum(Nh$N * S)))
for (a in c(0, .25, .5, 1)) { X <- Nh$N * p; cvh <- S / p; add(cs, statistic = "allocation", method = "power (Bankier 1988)", exponent = a, size_measure = I(X), cv_h = I(cvh), total = n, value = I(n * X^a * cvh / sum(X^a * cvh))) }
# Kish: precision loss from weights
w <- w1$w_draw; add(cs, statistic = "kish", data = "wave1.csv:w_draw", value = length(w) * sum(w^2) / sum(w)^2, n_eff = sum(w)^2 / sum(w^2))
# NCHS presentation standards for proportions (Parker et al. 2017), Korn-Graubard with n_eff truncated at n
nchs <- function(p, se, n, df) { ne <- if (p %in% c(0, 1) || se == 0) n else min(n, p * (1 - p) / se^2 * if (df > 0) (qt(.975, n - 1) / qt(.975, df))^2 else 1); x <- p * ne; lo <- if (p == 0) 0 else qbeta(.025, x, ne - x + 1); hi <- if (p == 1) 1 else qbeta(.975, x + 1, ne - x); wd <- hi - lo; rw <- wd / if (p > 0) p else NA
  fl <- if (n < 30 || ne < 30) "suppress: n or n_eff < 30" else if (wd >= .30) "suppress: CI width >= 0.30" else if (wd <= .05) "present" else if (!is.na(rw) && rw > 1.30) "suppress: relative CI width > 130%" else "present"
  if (fl == "present" && (df < 8 || p %in% c(0, 1))) fl <- "review: df < 8 or p is 0 or 1"; list(ne = ne, lo = lo, hi = hi, fl = fl) }
for (k in list(c(.5, .05, 120, 110), c(.03, .012, 400, 380), c(.02, .009, 200, 6), c(.4, .10, 45, 40), c(0, 0, 60, 50), c(.62, .018, 611, 599), c(.5, .06, 25, 20), c(.9, .02, 320, 5))) { r <- nchs(k[1], k[2], k[3], k[4]); add(cs, statistic = "nchs_flag", p = k[1], se = k[2], n = k[3], df = k[4], value = r$fl, n_eff = r$ne, ci = I(c(r$lo, r$hi)), rule = "Parker et al. 2017 NCHS Vital Health Stat 2(175)") }
# R-indicator from response rates by stratum (district x age): R = 1 - 2 * S(rho), S^2 = sum d_i (rho_i - rhobar)^2 / (sum d_i - 1) over the DRAWN sample
u <- unique(w1[c("stratum", "N_h", "n_drawn", "n_resp")]); rho <- u$n_resp / u$n_drawn; d <- u$N_h / u$n_drawn; Nn <- sum(u$N_h); rb <- sum(u$n_drawn * d * rho) / Nn; S2 <- sum(u$n_drawn * d * (rho - rb)^2) / (Nn - 1)
add(cs, statistic = "r_indicator", variable = "stratum", value = 1 - 2 * sqrt(S2), mean_propensity = rb, max_bias_factor = sqrt(S2) / rb, rule = "Schouten, Cobben & Bethlehem 2009, no bias adjustment; inputs n_drawn, n_resp, N_h per stratum of wave1.csv")
finish(cs, OUT)
