# Real data that come with R's survey package: numeric variables, two stages, PPS, calibration of every kind, BRR, Fay, given replicates.
source("../refcase.R"); OUT <- "../cases"; SC <- "scripts/s10_real_data.R"; data(api); data(scd); data(election)
# survey 4.1.1 takes the whole design's df for a subset of a calibrated design, 4.5 the subset's: the latter goes to v45.
add_chisq <- function(case, des, rowvar, colvar, domain = NULL, methods = c("F", "Chisq", "Wald", "adjWald")) { s <- des; if (!is.null(domain)) s <- des[dom(des, domain), ]
  for (me in methods) { r <- q(eval(bquote(svychisq(~ .(as.name(rowvar)) + .(as.name(colvar)), s, statistic = me, na.rm = TRUE)))); x <- as.numeric(r$statistic); df <- as.numeric(r$parameter); nu0 <- length(unique(s$cluster[, 1])) - length(unique(s$strata[, 1])); nu <- degf(s); v <- NULL
    if (nu != nu0 && me != "Chisq") { k <- df[1]; d2 <- switch(me, F = k * nu, Wald = nu, adjWald = nu - k + 1); x2 <- if (me == "adjWald") x * nu0 / (nu0 - k + 1) * (nu - k + 1) / nu else x; v <- list(value = x2, df = I(c(k, d2)), p_value = pf(x2, k, d2, lower.tail = FALSE)) }
    e <- list(case, statistic = "chisq", variable = I(c(rowvar, colvar)), domain = jd(domain), method = me, value = x, df = I(df), p_value = as.numeric(r$p.value)); if (!is.null(v)) e$v45 <- v; do.call(add, e) } }
cols <- c("cds", "stype", "snum", "dnum", "cname", "api00", "api99", "meals", "ell", "enroll", "awards", "sch.wide", "comp.imp", "pw", "fpc")
save <- function(df, cl, f) { df <- df[cl]; names(df) <- gsub("\\.", "_", names(df)); write_csv17(df, file.path("../data", f)); read.csv(file.path("../data", f), colClasses = c(cds = "character")) }
st <- save(apistrat, cols, "apistrat.csv"); c1 <- save(apiclus1, cols, "apiclus1.csv"); c2 <- save(transform(apiclus2, fpc = fpc1), c(cols, "fpc1", "fpc2"), "apiclus2.csv")
body <- function(cs, d, q = TRUE) { add_weights(cs, d); for (v in c("api00", "enroll", "api99")) { add_mean(cs, d, v, deff = TRUE); add_total(cs, d, v) }
  for (k in c("E", "H", "M")) { add_mean(cs, d, "api00", domain = list(stype = k)); add_mean(cs, d, "stype", level = k) }
  for (a in c("Yes", "No")) add_mean(cs, d, "awards", level = a, domain = list(stype = c("E", "M")))
  add_ratio(cs, d, "api00", "api99"); add_ratio(cs, d, "enroll", "meals", domain = list(stype = "H"))
  add_ciprop(cs, d, "awards", level = "Yes", methods = c("logit", "xlogit", "beta", "wilson", "asin", "mean")); add_ciprop(cs, d, "comp_imp", level = "Yes", domain = list(stype = "E"), methods = c("logit", "beta", "wilson"))
  add_diff(cs, d, "api00", a = list(stype = "E"), b = list(stype = "H")); add_diff(cs, d, "awards", level = "Yes", a = list(stype = "M"), b = list(stype = "E"))
  add_target(cs, d, "awards", level = "Yes", target = .6); add_chisq(cs, d, "stype", "awards"); add_chisq(cs, d, "sch_wide", "comp_imp", domain = list(stype = "E"))
  if (q) for (p in c(.25, .5, .9)) quant(cs, d, "api00", p); if (q) quant(cs, d, "enroll", .5, list(stype = "E")) }
quant <- function(cs, d, v, p, domain = NULL) { s <- withy(d, v, NULL, domain); r <- q(svyquantile(~.y, s, p, na.rm = TRUE))$.y; add(cs, statistic = "quantile", variable = v, level = NULL, domain = domain, quantile = p, method = "woodruff", value = r[1, 1], se = r[1, 4], ci = I(as.numeric(r[1, 2:3])), df = degf(s)) }
mk <- function(name, title, file, D, d, w = list(start = "pw", steps = list(), residuals = "none"), ...) { cs <- Case(name, title, file, D, w, script = SC); body(cs, d, ...); finish(cs, OUT) }
one <- function(t) list(kind = "one", total = t); num_ <- function(v, t) list(kind = "numeric", column = v, total = t); ind <- function(v, l, t) list(kind = "indicator", where = setNames(list(l), v), total = t)
greg <- "greg"; N <- nrow(apipop); T99 <- sum(apipop$api99); nt <- table(apipop$stype)
# E01 stratified with fpc; E02 one-stage clusters; E03 two stages with fpc at both
dst <- svydesign(ids = ~1, strata = ~stype, weights = ~pw, fpc = ~fpc, data = st); mk("E01_api_strat", "API, stratified", "data/apistrat.csv", Design("pw", "stype", NULL, "fpc"), dst)
dc1 <- svydesign(ids = ~dnum, weights = ~pw, fpc = ~fpc, data = c1); mk("E02_api_clus1", "API, one-stage clusters", "data/apiclus1.csv", Design("pw", NULL, "dnum", "fpc"), dc1)
dc2 <- svydesign(ids = ~dnum + snum, fpc = ~fpc1 + fpc2, data = c2); mk("E03_api_clus2", "API, two stages, weights from the fpc", "data/apiclus2.csv", Design(NULL, NULL, c("dnum", "snum"), c("fpc1", "fpc2")), dc2, list(start = "design weights", steps = list(), residuals = "none"))
# E04 calibration to numeric and categorical totals, linear; to all; with bounds; raking; logit
pop <- c(`(Intercept)` = N, stypeH = nt[["H"]], stypeM = nt[["M"]], api99 = T99); cc <- list(one(N), ind("stype", "H", nt[["H"]]), ind("stype", "M", nt[["M"]]), num_("api99", T99))
calcase <- function(name, title, d0, file, D, fun, b = NULL, vname = NULL) { a <- list(d0, ~stype + api99, pop, calfun = fun, epsilon = 1e-12, maxit = 500); if (!is.null(b)) a$bounds <- b; if (!is.null(vname)) a$variance <- d0$variables[[vname]]
  d <- do.call(calibrate, a); s <- list(method = "calibrate", calfun = fun, columns = cc); if (!is.null(b)) s$bounds <- I(b); if (!is.null(vname)) s$variance_proportional_to <- vname; mk(name, title, file, D, d, list(start = "pw", steps = list(s), residuals = greg), q = FALSE) }
D1 <- Design("pw", NULL, "dnum", "fpc"); DS <- Design("pw", "stype", NULL, "fpc")
calcase("E04a_greg_numeric", "Linear calibration, numeric and indicator columns, clusters", dc1, "data/apiclus1.csv", D1, "linear")
calcase("E04b_raking_numeric", "Raking calibration, numeric", dc1, "data/apiclus1.csv", D1, "raking")
calcase("E04c_bounded_numeric", "Linear calibration bounded", dc1, "data/apiclus1.csv", D1, "linear", c(.6, 1.7))
calcase("E04d_logit_numeric", "Logit calibration", dc1, "data/apiclus1.csv", D1, "logit", c(.4, 1.8))
calcase("E04e_variance", "Linear calibration, working variance", dst, "data/apistrat.csv", DS, "linear", NULL, "enroll")
calcase("E04f_raking_bounded", "Raking calibration bounded", dc1, "data/apiclus1.csv", D1, "raking", c(.6, 1.7))
# E05 ratio calibration (no intercept, variance proportional to the size)
d <- calibrate(dst, ~api99 - 1, c(api99 = T99), variance = st$api99); mk("E05_ratio_cal", "Ratio calibration", "data/apistrat.csv", DS, d, list(start = "pw", steps = list(list(method = "calibrate", calfun = "linear", columns = list(num_("api99", T99)), variance_proportional_to = "api99")), residuals = greg), q = FALSE)
# E06 PPS: Brewer's approximation, probabilities by row
el <- election_pps[c("County", "votes", "Bush", "Kerry", "Nader", "p")]; write_csv17(el, "../data/election_pps.csv"); el <- read.csv("../data/election_pps.csv"); de <- svydesign(ids = ~1, fpc = ~p, data = el, pps = "brewer")
cs <- Case("E06_election_brewer", "Election by county, PPS by Brewer's approximation", "data/election_pps.csv", Design(NULL, NULL, NULL, "p", "inclusion probability of the row (PPS, Brewer)"), script = SC); add_weights(cs, de); for (v in c("Bush", "Kerry", "Nader")) { add_total(cs, de, v); add_mean(cs, de, v); add_ratio(cs, de, v, "votes") }; finish(cs, OUT)
# E07 BRR and Fay on the half-sample design of scd
scdf <- transform(scd, w = c(5.5, 5.5, 4, 4, 3, 3)); write_csv17(scdf, "../data/scd.csv"); ds <- svydesign(ids = ~ambulance, strata = ~ESA, weights = ~w, nest = TRUE, data = scdf)
rep_add <- function(cs, r) { for (v in c("arrests", "alive")) { y <- r$variables[[v]]; r$variables$.y <- y; m <- svymean(~.y, r); t <- svytotal(~.y, r); for (z in list(list("mean", m), list("total", t))) add(cs, statistic = z[[1]], variable = v, level = NULL, domain = NULL, method = "replicates", value = coef(z[[2]])[[1]], se = SE(z[[2]])[[1]], df = degf(r)) }; a <- svyratio(~alive, ~arrests, r); add(cs, statistic = "ratio", variable = "alive", denominator = "arrests", domain = NULL, method = "replicates", value = coef(a)[[1]], se = SE(a)[[1]], df = degf(r)) }
DD <- Design("w", "ESA", "ambulance", nest = TRUE)
r <- as.svrepdesign(ds, type = "BRR"); cs <- Case("E07a_scd_brr", "Balanced repeated replication (BRR)", "data/scd.csv", DD, script = SC); rep_add(cs, r); finish(cs, OUT)
r <- as.svrepdesign(ds, type = "Fay", fay.rho = .3); cs <- Case("E07b_scd_fay", "Fay's method, rho 0.3", "data/scd.csv", c(DD, list(replicates = list(type = "Fay", rho = .3))), script = SC); rep_add(cs, r); finish(cs, OUT)
R <- 2 * cbind(c(1, 0, 1, 0, 1, 0), c(1, 0, 0, 1, 0, 1), c(0, 1, 1, 0, 0, 1), c(0, 1, 0, 1, 1, 0)); scdr <- data.frame(scdf, R * scdf$w); names(scdr)[ncol(scdf) + 1:4] <- paste0("rep", 1:4); write_csv17(scdr, "../data/scd_replicates.csv")
r <- suppressWarnings(svrepdesign(data = scdf, type = "BRR", repweights = R * scdf$w, weights = ~w, combined.weights = TRUE)); cs <- Case("E07c_scd_given", "Given replicate weights", "data/scd_replicates.csv", c(Design("w", "ESA", "ambulance", nest = TRUE), list(replicates = list(type = "BRR", columns = I(paste0("rep", 1:4)), combined = TRUE))), script = SC); rep_add(cs, r); finish(cs, OUT)
# E08 jackknife with two-stage data and raking repeated in every replicate
r <- as.svrepdesign(svydesign(ids = ~dnum, weights = ~pw, data = c1), type = "JK1"); rr <- calibrate(r, ~stype + api99, pop, calfun = "raking", epsilon = 1e-12, maxit = 500); cs <- Case("E08_jk1_calibrated", "JK1, raking calibration repeated in every replicate", "data/apiclus1.csv", Design("pw", NULL, "dnum"), list(start = "pw", steps = list(list(method = "calibrate", calfun = "raking", columns = cc)), residuals = "none: each replicate is re-weighted"), script = SC)
for (v in c("api00", "enroll")) { rr$variables$.y <- rr$variables[[v]]; m <- svymean(~.y, rr); t <- svytotal(~.y, rr); add(cs, statistic = "mean", variable = v, method = "replicates", value = coef(m)[[1]], se = SE(m)[[1]], df = degf(rr)); add(cs, statistic = "total", variable = v, method = "replicates", value = coef(t)[[1]], se = SE(t)[[1]], df = degf(rr)) }; finish(cs, OUT)
# E09 strata of two columns, PSU codes that start again; lonely PSUs with two stages
st$half <- seq_len(nrow(st)) %% 2 + 1; st$psu <- ave(seq_len(nrow(st)), st$stype, st$half, FUN = function(i) (seq_along(i) - 1) %/% 5 + 1); write_csv17(st, "../data/apistrat_nested.csv"); sn <- read.csv("../data/apistrat_nested.csv", colClasses = c(cds = "character")); sn$h <- interaction(sn$stype, sn$half)
dn <- svydesign(ids = ~psu, strata = ~h, weights = ~pw, nest = TRUE, data = sn); mk("E09_nested_strata", "Strata of two columns, PSU codes repeat", "data/apistrat_nested.csv", Design("pw", c("stype", "half"), "psu", nest = TRUE), dn)
# E10 clusters stratified by hand, every lonely-PSU policy with two stages of fpc
c2$h <- ifelse(c2$dnum < 300, "a", ifelse(c2$dnum == max(c2$dnum), "c", "b")); c2$w <- weights(dc2); c2$N1 <- c(a = 300, b = 400, c = 57)[c2$h]; write_csv17(c2, "../data/apiclus2_strata.csv"); cl <- read.csv("../data/apiclus2_strata.csv", colClasses = c(cds = "character"))
for (p in c("adjust", "average", "remove")) { options(survey.lonely.psu = p, survey.adjust.domain.lonely = FALSE); d <- svydesign(ids = ~dnum + snum, strata = ~h, weights = ~w, fpc = ~N1 + fpc2, data = cl)
  cs <- Case(paste0("E10_lonely_", p), paste("Two stages, lonely PSUs:", p), "data/apiclus2_strata.csv", Design("w", "h", c("dnum", "snum"), c("N1", "fpc2"), lonely_psu = p), script = SC)
  for (v in c("api00", "api99")) { add_mean(cs, d, v); if (p != "adjust") add_total(cs, d, v); add_mean(cs, d, v, domain = list(stype = "E")) }; add_ratio(cs, d, "api00", "api99"); finish(cs, OUT) }
