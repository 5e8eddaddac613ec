import CVectors

/// Products of matrices that are held as arrays.
enum VectorArithmetic {
    /// The inner product of each row of a matrix with a vector.
    static func products(of matrix: [Float], width: Int, with vector: [Float]) -> [Float] {
        guard width > 0 else { return [] }
        let rows = matrix.count / width
        return Array(unsafeUninitializedCapacity: rows) { products, count in
            matrix.withUnsafeBufferPointer { matrix in
                vector.withUnsafeBufferPointer { vector in
                    guard let matrix = matrix.baseAddress, let vector = vector.baseAddress,
                        let products = products.baseAddress
                    else { return }
                    cvectors_multiply(Arithmetic.quickest.path, matrix, rows, width, nil, vector, 1, products)
                    count = rows
                }
            }
        }
    }
}
