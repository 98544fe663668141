//! Draws the time of a lookup against the number of vnodes, from a report that `compare --json` recorded.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use plotters::coord::Shift;
use plotters::prelude::*;
use ring_benches::grouped;
use ring_benches::peers::{OURS, Role};
use ring_benches::report::{Figure, Report};

const SIZE: (u32, u32) = (960, 560);
const LEGEND: u32 = 230;
const FONT: &str = "sans-serif";
/// Of the peers, in the order in which they were measured.
const PEERS: [RGBColor; 6] = [
    RGBColor(31, 119, 180),
    RGBColor(23, 158, 190),
    RGBColor(44, 140, 60),
    RGBColor(148, 103, 189),
    RGBColor(188, 140, 34),
    RGBColor(140, 86, 75),
];

/// Draws lookup time against vnodes.
#[derive(Parser)]
struct Args {
    /// What `compare --json FILE` wrote.
    report: PathBuf,
    /// The SVG file to write.
    picture: PathBuf,
}

/// The points of one implementation: vnodes and nanoseconds.
struct Line {
    name: String,
    style: ShapeStyle,
    dashed: bool,
    points: BTreeMap<usize, f64>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    let report: Report = serde_json::from_slice(&std::fs::read(&args.report)?)?;
    let lines = lines(&report);
    let root = SVGBackend::new(&args.picture, SIZE).into_drawing_area();
    root.fill(&WHITE)?;
    let (left, right) = root.split_horizontally(SIZE.0 - LEGEND);
    chart(&left, &lines)?;
    legend(&right, &lines)?;
    root.present()?;
    Ok(())
}

fn lines(report: &Report) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    let mut peers = PEERS.iter();
    for section in report.sections.iter().filter(|it| ["lookup", "batch"].contains(&it.operation.as_str())) {
        for figure in &section.figures {
            let line = lines.iter().position(|line| line.name == figure.name).unwrap_or_else(|| {
                lines.push(Line::new(figure, &mut peers));
                lines.len() - 1
            });
            lines[line].points.insert(section.vnodes, figure.time.p50);
        }
    }
    // In the legend as they are at the right end of the chart.
    lines.sort_by(|a, b| b.last().total_cmp(&a.last()));
    lines
}

impl Line {
    fn new<'a>(figure: &Figure, peers: &mut impl Iterator<Item = &'a RGBColor>) -> Self {
        let (color, width) = match figure.role {
            Role::Ours => (RGBColor(214, 39, 40), 3),
            Role::Limit => (BLACK, 2),
            Role::Plain if figure.name == "sorted-vec" => (RGBColor(90, 90, 90), 2),
            Role::Plain => (RGBColor(160, 160, 160), 2),
            Role::Peer => (*peers.next().unwrap_or(&BLACK), 2),
        };
        Self {
            name: figure.name.clone(),
            style: color.stroke_width(width),
            dashed: figure.name.ends_with("batch"),
            points: BTreeMap::new(),
        }
    }

    fn points(&self) -> impl Iterator<Item = (f64, f64)> + Clone {
        self.points.iter().map(|(&vnodes, &time)| (vnodes as f64, time))
    }

    fn last(&self) -> f64 {
        self.points.values().next_back().copied().unwrap_or(0.0)
    }
}

fn chart<B>(area: &DrawingArea<B, Shift>, lines: &[Line]) -> Result<(), Box<dyn Error>>
where
    B: DrawingBackend,
    B::ErrorType: 'static,
{
    let most = |of: fn((f64, f64)) -> f64| lines.iter().flat_map(Line::points).map(of).fold(1.0, f64::max);
    let mut chart = ChartBuilder::on(area)
        .margin(14)
        .caption(
            format!("One lookup of an 11-byte key, hash included ({OURS} against its peers)"),
            (FONT, 17),
        )
        .x_label_area_size(44)
        .y_label_area_size(62)
        .build_cartesian_2d(
            (1e3..most(|at| at.0) * 1.3).log_scale(),
            (1.0..most(|at| at.1) * 1.5).log_scale(),
        )?;
    chart
        .configure_mesh()
        .x_desc("vnodes")
        .y_desc("nanoseconds, median")
        .x_label_formatter(&|vnodes| grouped(*vnodes))
        .y_label_formatter(&|time| grouped(*time))
        .label_style((FONT, 14))
        .bold_line_style(BLACK.mix(0.18))
        .light_line_style(BLACK.mix(0.05))
        .draw()?;
    for line in lines {
        let (points, style) = (line.points(), line.style);
        if line.dashed {
            chart.draw_series(DashedLineSeries::new(points.clone(), 6, 4, style))?;
        } else {
            chart.draw_series(LineSeries::new(points.clone(), style))?;
        }
        chart.draw_series(points.map(|point| Circle::new(point, 3, style.filled())))?;
    }
    Ok(())
}

fn legend<B>(area: &DrawingArea<B, Shift>, lines: &[Line]) -> Result<(), Box<dyn Error>>
where
    B: DrawingBackend,
    B::ErrorType: 'static,
{
    for (y, line) in (60..).step_by(26).zip(lines) {
        let dash = |from: i32, to: i32| PathElement::new([(from, y), (to, y)], line.style);
        if line.dashed {
            [(6, 13), (17, 24), (28, 34)].iter().try_for_each(|&(from, to)| area.draw(&dash(from, to)))?;
        } else {
            area.draw(&dash(6, 34))?;
        }
        area.draw(&Text::new(line.name.as_str(), (42, y - 7), (FONT, 15)))?;
    }
    Ok(())
}
