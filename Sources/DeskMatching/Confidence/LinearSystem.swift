/// Solves a symmetric, positive definite system by Cholesky's method. Only the lower triangle is read.
func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    let count = right.count
    var lower = matrix
    for i in 0..<count {
        for j in 0...i {
            var sum = matrix[i][j]
            for k in 0..<j { sum -= lower[i][k] * lower[j][k] }
            lower[i][j] = i == j ? max(sum, 1e-9).squareRoot() : sum / lower[j][j]
        }
    }
    var solution = right
    for i in 0..<count {
        for k in 0..<i { solution[i] -= lower[i][k] * solution[k] }
        solution[i] /= lower[i][i]
    }
    for i in stride(from: count - 1, through: 0, by: -1) {
        for k in (i + 1)..<max(count, i + 1) { solution[i] -= lower[k][i] * solution[k] }
        solution[i] /= lower[i][i]
    }
    return solution
}
